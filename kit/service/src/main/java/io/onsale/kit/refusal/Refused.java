package io.onsale.kit.refusal;

import io.onsale.contracts.reasons.v1.Reason;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A call is refused for a reason that its caller can understand. Thrown by an {@code edge}, and
 * nowhere deeper: flow and model answer sealed results. It survives hops: a peer's refusal arrives
 * again as this exception when read with {@link Refusals#of}, and what an edge does not catch goes
 * on to its own caller.
 *
 * <pre>{@code
 * return switch (placeOrder.of(holdId)) {
 *     case Placed placed -> toProto(placed.order());
 *     case HoldGone gone -> throw new Refused(Reason.HOLD_EXPIRED, "The hold ended at 20:10:00Z. Choose seats again.")
 *             .with("expiredAt", gone.at().toString());
 * };
 * }</pre>
 */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient Map<String, Object> facts;
  private final transient List<Fault> faults;
  private final int faultCount;

  /**
   * @param reason the stable reason
   * @param detail one sentence for a person: what is wrong and what to do
   */
  public Refused(Reason reason, String detail) {
    this(reason, detail, Map.of(), List.of());
  }

  /**
   * @param facts further members of the problem document: strings, numbers, booleans, lists and
   *     maps of those
   * @param faults what is wrong with the request, told by place
   */
  public Refused(Reason reason, String detail, Map<String, ?> facts, List<Fault> faults) {
    this(reason, detail, facts, faults, faults.size());
  }

  /**
   * @param faultCount how many faults there are when more were found than are listed
   */
  public Refused(
      Reason reason, String detail, Map<String, ?> facts, List<Fault> faults, int faultCount) {
    // A refusal is an answer, not a fault: no stack is walked for it, and losing stays cheap.
    super(detail, null, false, false);
    this.reason = reason;
    this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    this.faults = List.copyOf(faults);
    this.faultCount = Math.max(faultCount, this.faults.size());
  }

  /**
   * The request is malformed at one place.
   *
   * @param pointer the member, {@code /limit}
   * @param message what it must be, to be read behind its name: {@code must be from 1 to 100}
   */
  public static Refused invalid(String pointer, String message) {
    return new Refused(
        Reason.INVALID_REQUEST,
        pointer.substring(1) + " " + message + ".",
        Map.of(),
        List.of(new Fault(pointer, message)));
  }

  /** The request is well formed but what it asks is impossible, at one place. */
  public static Refused unprocessable(String pointer, String message) {
    return new Refused(
        Reason.UNPROCESSABLE, message, Map.of(), List.of(new Fault(pointer, message)));
  }

  /** Does not exist or is another's: the two are told the same. */
  public static Refused notFound(String what) {
    return new Refused(Reason.NOT_FOUND, "There is no such " + what + ".");
  }

  /** A copy that tells one fact more. */
  public Refused with(String name, Object fact) {
    Map<String, Object> more = new LinkedHashMap<>(facts);
    more.put(name, fact);
    return new Refused(reason, detail(), more, faults, faultCount);
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public Map<String, Object> facts() {
    return facts;
  }

  public List<Fault> faults() {
    return faults;
  }

  public int faultCount() {
    return faultCount;
  }

  /** The HTTP status that goes with the reason. */
  public int httpStatus() {
    return Reasons.httpStatus(reason);
  }

  /** The public form of the reason: {@code SEATS_TAKEN} is {@code seats-taken}. */
  public String slug() {
    return Reasons.slug(reason);
  }
}
