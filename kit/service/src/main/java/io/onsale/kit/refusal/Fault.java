package io.onsale.kit.refusal;

/**
 * One fault of a request, told by its place.
 *
 * @param pointer RFC 6901 JSON pointer into the request; empty for the whole
 * @param message what is wrong there, for a person
 */
public record Fault(String pointer, String message) {}
