/** A call record's operation in the table's form, for any key and any spelling of functions. */
export const operationNamed = (operation: string): string =>
  operation
    .replace(/\((\w+)='\{\1\}'\)/, '/{id}')
    .replace(/\/(?:microsoft\.graph\.)?delta(?:\(\))?$/, '/delta')
