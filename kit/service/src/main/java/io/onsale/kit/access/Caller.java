package io.onsale.kit.access;

import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls. Edges read it with {@code Calls.caller()}.
 *
 * <pre>{@code
 * Caller caller = Calls.caller();
 * String buyer = caller.accountId();                       // "" when nobody is signed in
 * if (!order.buyerId().equals(buyer)) throw Refused.notFound("order");
 * String organizer = caller.requireOrganizer();            // NOT_ALLOWED for who is on no organisation's staff
 * }</pre>
 *
 * @param accountId the account, the name of the service for {@link Role#SERVICE}, or empty for
 *     nobody
 * @param roles empty for nobody
 * @param organizerId the organisation whose staff the account is on
 * @param identityHash keyed hash of a verified identity
 */
public record Caller(
    String accountId,
    Set<Role> roles,
    @Nullable String organizerId,
    @Nullable String identityHash) {

  private static final Caller NOBODY = new Caller("", Set.of(), null, null);

  public Caller {
    roles = roles.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(roles));
  }

  /** Nobody is signed in. */
  public static Caller nobody() {
    return NOBODY;
  }

  /** A part of Onsale that works for itself. */
  public static Caller service(String name) {
    return new Caller(name, Set.of(Role.SERVICE), null, null);
  }

  /** A buyer without an organisation. */
  public static Caller buyer(String accountId) {
    return new Caller(accountId, Set.of(Role.BUYER), null, null);
  }

  /** Staff who run an organisation's shows. */
  public static Caller organizer(String accountId, String organizerId) {
    return new Caller(accountId, Set.of(Role.BUYER, Role.ORGANIZER), organizerId, null);
  }

  /** Staff at an organisation's gates. */
  public static Caller gate(String accountId, String organizerId) {
    return new Caller(accountId, Set.of(Role.BUYER, Role.GATE), organizerId, null);
  }

  public boolean isSignedIn() {
    return !roles.isEmpty();
  }

  public boolean is(Role role) {
    return roles.contains(role);
  }

  /** The organisation whose staff the account is on. */
  public Optional<String> organizer() {
    return Optional.ofNullable(organizerId);
  }

  /** Keyed hash of a verified identity. */
  public Optional<String> identity() {
    return Optional.ofNullable(identityHash);
  }

  /**
   * The account.
   *
   * @throws Refused SIGN_IN_REQUIRED when nobody is signed in
   */
  public String requireAccount() {
    if (!isSignedIn()) {
      throw new Refused(Reason.SIGN_IN_REQUIRED, "Sign in first.");
    }
    return accountId;
  }

  /**
   * The organisation whose staff the account is on.
   *
   * @throws Refused SIGN_IN_REQUIRED when nobody is signed in, NOT_ALLOWED when on no
   *     organisation's staff
   */
  public String requireOrganizer() {
    requireAccount();
    if (organizerId == null) {
      throw new Refused(Reason.NOT_ALLOWED, "Only the staff of an organisation may do this.");
    }
    return organizerId;
  }
}
