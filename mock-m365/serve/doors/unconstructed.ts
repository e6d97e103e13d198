/**
 * A base class for a stand-in of a class of the platform: an instance counts as one of it, but nothing of it is made,
 * which is most of its cost. The stand-in has to override every member, since the platform's own would find nothing.
 */
export function unconstructed<Class extends { readonly prototype: object }>(platform: Class): Class {
  // a function, since a class cannot be given another prototype
  function Unconstructed() {
    // makes nothing
  }
  Unconstructed.prototype = platform.prototype
  return Unconstructed as unknown as Class
}
