package io.onsale.accounts.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A person who can sign in.
 *
 * @param membership the organisation whose staff they are on: one at most
 * @param identityHash keyed hash of their verified identity, when it has been verified
 */
public record Account(
    String id,
    Email email,
    Name name,
    Instant createdAt,
    Optional<Membership> membership,
    Optional<String> identityHash) {}
