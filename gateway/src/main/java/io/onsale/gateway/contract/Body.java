package io.onsale.gateway.contract;

/**
 * What an operation's body must look like.
 *
 * @param limitBytes the largest that is read
 * @param raw handed on as it came: its reader is another, with faults of its own
 * @param schema for a body that is not raw
 */
public record Body(long limitBytes, boolean raw, Schema schema) {}
