package io.onsale.kit.server;

import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.io.IOException;

/**
 * What comes to the internal port and is no message of the call: cut off, damaged or too large. It
 * is refused before the chain lets anybody work on it, so the server alone can tell it, and would
 * tell its own insides; what the chain has refused passes as it is.
 */
final class Unreadable implements GrpcExceptionHandlerFunction {
  private final int bytesMax;

  Unreadable(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  @Override
  public Status apply(RequestContext ctx, Status status, Throwable cause, Metadata trailers) {
    if (trailers.containsKey(Refusals.TRAILER) || !isOfReading(cause)) {
      return status;
    }
    Refused refused = refused(status);
    trailers.merge(Refusals.trailers(refused));
    return Refusals.status(refused);
  }

  /** Frames and messages fail to be read by these, and by nothing else that is not the chain's. */
  private static boolean isOfReading(Throwable cause) {
    return switch (cause) {
      case IOException damaged -> true;
      case IndexOutOfBoundsException cutOff -> true;
      case StatusRuntimeException frame -> isOfFrame(frame.getStatus().getCode());
      case RuntimeException around -> around.getCause() instanceof IOException;
      default -> false;
    };
  }

  private static boolean isOfFrame(Status.Code code) {
    return code == Status.Code.INTERNAL || code == Status.Code.RESOURCE_EXHAUSTED;
  }

  private Refused refused(Status status) {
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      return new Refused(
              Reason.BODY_TOO_LARGE,
              "The message is larger than the " + bytesMax + " bytes that a call takes.")
          .with("limit", bytesMax);
    }
    return new Refused(
        Reason.INVALID_REQUEST,
        "The message can't be read: it is cut off, damaged, or of another type than the call's.");
  }
}
