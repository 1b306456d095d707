import { call } from "../api/client";
import { readHall, type Hall } from "./hall";

/** Halls by their map's address. A map never changes, so what was read once holds; the browser's own cache keeps it further. */
const halls = new Map<string, Promise<Hall>>();

/** The digest in a map's address, `/v1/seat-maps/{digest}`. */
export function digestOf(address: string): string {
  return address.slice(address.lastIndexOf("/") + 1);
}

export function loadHall(address: string): Promise<Hall> {
  const digest = digestOf(address);
  let hall = halls.get(digest);
  if (hall === undefined) {
    hall = call("get", "/v1/seat-maps/{digest}", { path: { digest } }).then(readHall);
    // A failed read is not kept.
    hall.catch(() => halls.delete(digest));
    halls.set(digest, hall);
  }
  return hall;
}
