/** What was being chosen survives the way to the sign-in page and back, within this tab. */
export function keep(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(`onsale.${name}`, JSON.stringify(value));
  } catch {
    // then it lasts as long as the page
  }
}

/** What was kept under a name, or null. */
export function recall<T>(name: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(`onsale.${name}`) ?? "null") as T | null;
  } catch {
    return null;
  }
}

/** Keeps a word on this device, from visit to visit. */
export function keepHere(name: string, value: string): void {
  try {
    localStorage.setItem(`onsale.${name}`, value);
  } catch {
    // then it lasts as long as the page
  }
}

export function recallHere(name: string): string | null {
  try {
    return localStorage.getItem(`onsale.${name}`);
  } catch {
    return null;
  }
}
