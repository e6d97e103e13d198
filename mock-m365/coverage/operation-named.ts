/** A call record's operation as its table has it: whichever key the caller named, however a function was spelt. */
export const operationNamed = (operation: string): string =>
  operation
    .replace(/\((\w+)='\{\1\}'\)/, '/{id}')
    .replace(/\/(?:microsoft\.graph\.)?delta(?:\(\))?$/, '/delta')
