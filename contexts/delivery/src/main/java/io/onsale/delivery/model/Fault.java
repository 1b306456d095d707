package io.onsale.delivery.model;

/**
 * @param pointer RFC 6901 JSON pointer, from the wish for a delivery on
 */
public record Fault(String pointer, String message) {}
