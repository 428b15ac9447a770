import type { components } from "./generated/schema";

type Schemas = components["schemas"];

export type Account = Schemas["Account"];
export type AccountInEvent = Schemas["AccountInEvent"];
export type Bookmark = Schemas["Bookmark"];
export type Creator = Schemas["Creator"];
export type FeatureFlags = Schemas["FeatureFlags"];
export type FeatureInterest = Schemas["FeatureInterest"];
export type FlagVersion = Schemas["FlagVersion"];
export type Involvement = Schemas["Involvement"];
export type Me = Schemas["Me"];
export type MentionPage = Schemas["MentionPage"];
export type Message = Schemas["Message"];
export type MessagePage = Schemas["MessagePage"];
export type PostedMessage = Schemas["PostedMessage"];
export type ProblemBody = Schemas["Problem"];
export type Room = Schemas["Room"];
export type RoomInEvent = Schemas["RoomInEvent"];
export type Session = Schemas["Session"];
export type Setup = Schemas["Setup"];
export type UndeliveredPost = Schemas["UndeliveredPost"];
export type User = Schemas["User"];
