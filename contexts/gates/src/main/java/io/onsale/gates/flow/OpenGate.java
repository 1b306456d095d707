package io.onsale.gates.flow;

import java.util.Optional;

/** Who may stand at the door of a performance: the staff of its organisation, at this time. */
public final class OpenGate {
  private final Performances performances;
  private final Staff staff;

  public OpenGate(Performances performances, Staff staff) {
    this.performances = performances;
    this.staff = staff;
  }

  /**
   * The performance, for its organisation's staff.
   *
   * @param organizerId whose staff the caller was when they signed in; that counts as long as
   *     nobody can be asked
   * @return empty when there is none, or when it is another's, or when the caller is on that staff
   *     no more
   */
  public Optional<Performances.Known> of(long performanceId, String accountId, String organizerId) {
    return performances
        .byId(performanceId)
        .filter(known -> known.performance().organizerId().equals(organizerId))
        .filter(known -> isStaff(accountId, organizerId));
  }

  private boolean isStaff(String accountId, String organizerId) {
    return switch (staff.standing(accountId, organizerId)) {
      case MEMBER, UNKNOWN -> true;
      case STRANGER -> false;
    };
  }
}
