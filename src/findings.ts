/** Where in the checked-out repository a reader should look. Lines count from 1. */
export interface Location {
  readonly file: string;
  readonly line?: number;
}

export interface Finding {
  readonly message: string;
  readonly location?: Location;
}
