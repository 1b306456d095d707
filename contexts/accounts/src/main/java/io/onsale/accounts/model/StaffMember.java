package io.onsale.accounts.model;

/** A person as their organisation sees them. */
public record StaffMember(
    String accountId, String organizerId, StaffRole role, Email email, Name name) {}
