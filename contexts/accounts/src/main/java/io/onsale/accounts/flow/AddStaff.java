package io.onsale.accounts.flow;

import io.onsale.accounts.model.Account;
import io.onsale.accounts.model.Email;
import io.onsale.accounts.model.Membership;
import io.onsale.accounts.model.StaffMember;
import io.onsale.accounts.model.StaffRole;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An organiser gives an account a role in their organisation, or another role than before. */
public final class AddStaff {
  /** The most people on one staff: lists of staff are told whole. */
  public static final int STAFF_MAX = 500;

  private final Accounts accounts;
  private final InstantSource clock;

  /** What came of it. */
  public sealed interface Result {}

  public record Added(StaffMember member) implements Result {}

  /** Nobody has this e-mail address. */
  public record UnknownEmail() implements Result {}

  /** The account is on another organisation's staff, and one account is on one at most. */
  public record OnAnotherStaff() implements Result {}

  /** Who asks is no organiser of this organisation any more. */
  public record NotAnOrganizer() implements Result {}

  /** Nobody changes their own role: so an organisation always has an organiser. */
  public record OwnRole() implements Result {}

  /** {@value #STAFF_MAX} are there already. */
  public record StaffFull() implements Result {}

  public AddStaff(Accounts accounts, InstantSource clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  public Result to(String organizerId, String typedEmail, StaffRole role, String callerId) {
    return accounts.inTransaction(() -> {
      accounts.lockOrganizer(organizerId);
      Optional<StaffMember> caller = accounts.staffMember(organizerId, callerId);
      if (caller.isEmpty() || caller.get().role() != StaffRole.ORGANIZER) {
        return new NotAnOrganizer();
      }
      Optional<Account> account = Email.of(typedEmail).flatMap(accounts::byEmail);
      if (account.isEmpty()) {
        return new UnknownEmail();
      }
      return add(organizerId, account.get(), role, callerId);
    });
  }

  private Result add(String organizerId, Account account, StaffRole role, String callerId) {
    Optional<Membership> membership = account.membership();
    if (membership.isPresent()) {
      if (!membership.get().organizerId().equals(organizerId)) {
        return new OnAnotherStaff();
      }
      if (membership.get().role() != role) {
        if (account.id().equals(callerId)) {
          return new OwnRole();
        }
        accounts.changeRole(account.id(), role);
      }
      return new Added(member(organizerId, account, role));
    }
    List<StaffMember> staff = accounts.staff(organizerId);
    if (staff.size() >= STAFF_MAX) {
      return new StaffFull();
    }
    return accounts.addStaff(account.id(), organizerId, role, clock.instant())
        ? new Added(member(organizerId, account, role))
        : new OnAnotherStaff();
  }

  private static StaffMember member(String organizerId, Account account, StaffRole role) {
    return new StaffMember(account.id(), organizerId, role, account.email(), account.name());
  }
}
