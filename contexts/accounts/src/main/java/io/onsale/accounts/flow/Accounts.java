package io.onsale.accounts.flow;

import io.onsale.accounts.model.Account;
import io.onsale.accounts.model.Email;
import io.onsale.accounts.model.Name;
import io.onsale.accounts.model.StaffMember;
import io.onsale.accounts.model.StaffRole;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Who has an account, and on whose staff they are. */
public interface Accounts {
  /** Does work in one transaction. */
  <T> T inTransaction(Supplier<T> work);

  Optional<Account> byId(String id);

  Optional<Account> byEmail(Email email);

  /** The hash of an account's password, if there is such an account. */
  Optional<Credentials> credentials(Email email);

  /**
   * Adds an account that is on no staff.
   *
   * @return false when another account has the e-mail address
   */
  boolean add(Account account, String passwordHash);

  void changePasswordHash(String accountId, String passwordHash);

  void addOrganizer(String organizerId, Name name, Instant at);

  /**
   * Waits until no other transaction works on the staff of an organisation, and keeps others
   * waiting.
   */
  void lockOrganizer(String organizerId);

  /**
   * Puts an account that is on no staff on one.
   *
   * @return false when the account is on a staff by now
   */
  boolean addStaff(String accountId, String organizerId, StaffRole role, Instant at);

  void changeRole(String accountId, StaffRole role);

  Optional<StaffMember> staffMember(String organizerId, String accountId);

  /** By name. */
  List<StaffMember> staff(String organizerId);

  /**
   * What sign-in needs to know.
   *
   * @param passwordHash in the form that {@link PasswordHashes#hash} gave it
   */
  record Credentials(String accountId, String passwordHash) {
    @Override
    public String toString() {
      return "Credentials[" + accountId + "]";
    }
  }
}
