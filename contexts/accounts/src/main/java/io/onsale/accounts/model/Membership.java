package io.onsale.accounts.model;

/** A place on an organisation's staff. */
public record Membership(String organizerId, Name organizerName, StaffRole role) {
  public boolean isOrganizerOf(String organizer) {
    return role == StaffRole.ORGANIZER && organizerId.equals(organizer);
  }
}
