package io.onsale.kit.access;

import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.onsale.contracts.access.v1.AccessOuterClass;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may call one gRPC method, as its {@code allow} option says. A method without the option may
 * be called by nobody.
 *
 * @param anyone signed in or not
 * @param roles any one of these is enough; {@link Role#BUYER} stands for any signed-in account
 */
public record Access(boolean anyone, Set<Role> roles) {
  private static final Access NOBODY = new Access(false, Set.of());

  public Access {
    roles = Set.copyOf(roles);
  }

  /** Anybody, signed in or not. */
  public static Access forAnyone() {
    return new Access(true, Set.of());
  }

  /** What the contract says of a method. */
  public static Access of(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier)) {
      return NOBODY;
    }
    var allow = supplier.getMethodDescriptor().getOptions().getExtension(AccessOuterClass.allow);
    boolean anyone = false;
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (var role : allow.getRolesList()) {
      switch (role) {
        case ROLE_ANYONE -> anyone = true;
        case ROLE_BUYER -> roles.add(Role.BUYER);
        case ROLE_ORGANIZER -> roles.add(Role.ORGANIZER);
        case ROLE_GATE -> roles.add(Role.GATE);
        case ROLE_SERVICE -> roles.add(Role.SERVICE);
        case ROLE_UNSPECIFIED, UNRECOGNIZED -> {}
      }
    }
    return new Access(anyone, roles);
  }

  /** Why a caller may not pass: SIGN_IN_REQUIRED or NOT_ALLOWED; empty for one who may. */
  public Optional<Refused> refusal(Caller caller) {
    if (anyone || !Collections.disjoint(roles, caller.roles())) {
      return Optional.empty();
    }
    return Optional.of(
        caller.isSignedIn()
            ? new Refused(Reason.NOT_ALLOWED, "Your account may not do this.")
            : new Refused(Reason.SIGN_IN_REQUIRED, "Sign in first."));
  }

  /**
   * Lets a caller pass.
   *
   * @throws Refused what {@link #refusal} says
   */
  public void check(Caller caller) {
    refusal(caller)
        .ifPresent(refused -> {
          throw refused;
        });
  }
}
