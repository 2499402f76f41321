// A dashboard as JSON has it: Grafana's own type, in which a text stands where the type has an enumeration.
import type { Dashboard } from "@grafana/schema";

type Plain<T> = unknown extends T
  ? T
  : T extends string
    ? `${T}`
    : T extends (infer One)[]
      ? Plain<One>[]
      : T extends object
        ? { [Key in keyof T]: Plain<T[Key]> }
        : T;

export type Shipped = Plain<Dashboard>;
