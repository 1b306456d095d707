package io.onsale.catalog.model;

/**
 * One fault of a plan or a request, told by its place.
 *
 * @param pointer RFC 6901 JSON pointer; empty for the whole
 * @param message what is wrong there, for a person
 */
public record Fault(String pointer, String message) {}
