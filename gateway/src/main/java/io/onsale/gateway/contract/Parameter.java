package io.onsale.gateway.contract;

/**
 * A named part of a path or a query.
 *
 * @param integer whether its text is a whole number
 */
public record Parameter(String name, boolean integer, Schema schema) {}
