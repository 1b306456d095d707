import type { components } from "./contract";

type Schemas = components["schemas"];

/** The contract's own words, under their short names. */
export type Account = Schemas["Account"];
export type Address = Schemas["Address"];
export type Availability = Schemas["Availability"];
export type AvailabilityDelta = Schemas["AvailabilityDelta"];
export type Hold = Schemas["Hold"];
export type HoldState = Schemas["HoldState"];
export type Manifest = Schemas["Manifest"];
export type Money = Schemas["Money"];
export type NewHold = Schemas["NewHold"];
export type NewOrder = Schemas["NewOrder"];
export type NewPerformance = Schemas["NewPerformance"];
export type Order = Schemas["Order"];
export type OrderStatus = Schemas["OrderStatus"];
export type Performance = Schemas["Performance"];
export type PriceTier = Schemas["PriceTier"];
export type Problem = Schemas["Problem"];
export type Reason = Schemas["Reason"];
export type Report = Schemas["Report"];
export type SandboxPayment = Schemas["SandboxPayment"];
export type ScanResult = Schemas["ScanResult"];
export type SeatAttribute = Schemas["SeatAttribute"];
export type SeatMap = Schemas["SeatMap"];
export type SeatMapSummary = Schemas["SeatMapSummary"];
export type Session = Schemas["Session"];
export type Show = Schemas["Show"];
export type Ticket = Schemas["Ticket"];
