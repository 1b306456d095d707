package io.onsale.kit.refusal;

import io.grpc.Status;
import io.onsale.contracts.reasons.v1.Reason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What the contract says of each reason. */
public final class Reasons {
  private static final Map<Reason, Integer> STATUS = new EnumMap<>(Reason.class);

  static {
    for (Reason reason : Reason.values()) {
      if (reason != Reason.UNRECOGNIZED) {
        STATUS.put(
            reason,
            reason
                .getValueDescriptor()
                .getOptions()
                .getExtension(io.onsale.contracts.reasons.v1.Reasons.httpStatus));
      }
    }
  }

  private Reasons() {}

  /** The HTTP status of a reason; a reason of a newer release than ours counts as 500. */
  public static int httpStatus(Reason reason) {
    return STATUS.getOrDefault(reason, 500);
  }

  /** {@code SEATS_TAKEN} is {@code seats-taken}. */
  public static String slug(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A title for a person: {@code SEATS_TAKEN} is {@code Seats taken}. */
  static String title(Reason reason) {
    String words = reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The gRPC code follows from the HTTP status, so that a reason has one truth only. */
  static Status.Code code(Reason reason) {
    return switch (httpStatus(reason)) {
      case 400, 405, 406, 408, 413, 415 -> Status.Code.INVALID_ARGUMENT;
      case 401 -> Status.Code.UNAUTHENTICATED;
      case 403 -> Status.Code.PERMISSION_DENIED;
      case 404 -> Status.Code.NOT_FOUND;
      case 409, 422 -> Status.Code.FAILED_PRECONDITION;
      case 410 -> Status.Code.OUT_OF_RANGE;
      case 429 -> Status.Code.RESOURCE_EXHAUSTED;
      case 503 -> Status.Code.UNAVAILABLE;
      case 504 -> Status.Code.DEADLINE_EXCEEDED;
      default -> Status.Code.INTERNAL;
    };
  }
}
