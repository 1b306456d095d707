package io.onsale.kit.refusal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.onsale.contracts.reasons.v1.Problem;
import io.onsale.contracts.reasons.v1.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Translates a {@link Refused} to and from gRPC, and to a problem document.
 *
 * <pre>{@code
 * try {
 *     return inventory.getHold(request);
 * } catch (StatusRuntimeException e) {
 *     Refused refused = Refusals.of(e).orElseThrow(() -> e);
 *     return switch (refused.reason()) { case NOT_FOUND -> ...; default -> throw refused; };
 * }
 * }</pre>
 */
public final class Refusals {
  /** The trailer that carries the {@code Problem} of a refused call. */
  public static final Metadata.Key<byte[]> TRAILER =
      Metadata.Key.of("onsale-problem-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /**
   * Trailers share the peer's header limit: faults beyond this many bytes are counted, not carried.
   */
  private static final int PROBLEM_BYTES_MAX = 48 * 1024;

  private Refusals() {}

  /**
   * The refusal that an exception carries, its causes included: a {@link Refused} itself, or a gRPC
   * status with a {@code Problem}. A status without one that says that the peer could not be
   * reached or was too slow is the refusal {@code UNAVAILABLE} or {@code DEADLINE_EXCEEDED}.
   * Anything else is a fault, and empty here.
   */
  public static Optional<Refused> of(@Nullable Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      Optional<Refused> refused =
          switch (t) {
            case Refused r -> Optional.of(r);
            case StatusRuntimeException e -> of(e.getStatus(), e.getTrailers());
            case StatusException e -> of(e.getStatus(), e.getTrailers());
            default -> Optional.empty();
          };
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  /** The refusal that a closed call carries. */
  public static Optional<Refused> of(Status status, @Nullable Metadata trailers) {
    byte[] bytes = trailers == null ? null : trailers.get(TRAILER);
    if (bytes != null) {
      try {
        return Optional.of(fromProto(Problem.parseFrom(bytes)));
      } catch (InvalidProtocolBufferException e) {
        return Optional.empty();
      }
    }
    if (status.getCause() instanceof Refused refused) {
      return Optional.of(refused);
    }
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          Optional.of(
              new Refused(
                  Reason.UNAVAILABLE, "A part of the service is not available. Try again soon."));
      case DEADLINE_EXCEEDED -> Optional.of(deadlineExceeded());
      default -> Optional.empty();
    };
  }

  /** There was no time left to answer. */
  public static Refused deadlineExceeded() {
    return new Refused(
        Reason.DEADLINE_EXCEEDED, "The answer took longer than the call allowed. Try again.");
  }

  /** What a caller is told of a fault: an incident id that is in the log too, and nothing else. */
  public static Refused internal(String incident) {
    return new Refused(
            Reason.INTERNAL,
            "Something is wrong on our side. Tell us the incident if it happens again.")
        .with("incident", incident);
  }

  /** The gRPC status of a refusal; its {@code Problem} is in {@link #trailers}. */
  public static Status status(Refused refused) {
    return Reasons.code(refused.reason())
        .toStatus()
        .withDescription(refused.detail())
        .withCause(refused);
  }

  /** Trailers that carry the refusal. */
  public static Metadata trailers(Refused refused) {
    Metadata trailers = new Metadata();
    trailers.put(TRAILER, toProto(refused).toByteArray());
    return trailers;
  }

  /**
   * The message that carries a refusal; its faults are cut to what a trailer can hold, and counted.
   */
  public static Problem toProto(Refused refused) {
    Problem.Builder problem =
        Problem.newBuilder()
            .setReason(refused.reason())
            .setDetail(refused.detail())
            .setFacts(struct(refused.facts()))
            .setFaultCount(refused.faultCount());
    int size = problem.build().getSerializedSize();
    for (Fault fault : refused.faults()) {
      var one =
          io.onsale.contracts.reasons.v1.Fault.newBuilder()
              .setPointer(fault.pointer())
              .setMessage(fault.message())
              .build();
      size += one.getSerializedSize() + 4;
      if (size > PROBLEM_BYTES_MAX) {
        break;
      }
      problem.addFaults(one);
    }
    return problem.build();
  }

  /** The refusal that a message carries. */
  public static Refused fromProto(Problem problem) {
    List<Fault> faults = new ArrayList<>();
    for (var fault : problem.getFaultsList()) {
      faults.add(new Fault(fault.getPointer(), fault.getMessage()));
    }
    return new Refused(
        problem.getReason(),
        problem.getDetail(),
        map(problem.getFacts()),
        faults,
        problem.getFaultCount());
  }

  /**
   * The members of the RFC 9457 document, in order: type, title, status, reason, detail, the facts,
   * and faults with their count when there are any. A fact cannot replace one of the first five.
   */
  public static Map<String, Object> document(Refused refused) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "urn:onsale:reason:" + refused.slug());
    members.put("title", Reasons.title(refused.reason()));
    members.put("status", refused.httpStatus());
    members.put("reason", refused.slug());
    members.put("detail", refused.detail());
    refused.facts().forEach(members::putIfAbsent);
    if (refused.faultCount() > 0) {
      List<Map<String, Object>> faults = new ArrayList<>();
      for (Fault fault : refused.faults()) {
        faults.add(Map.of("pointer", fault.pointer(), "message", fault.message()));
      }
      members.put("faults", faults);
      members.put("faultCount", refused.faultCount());
    }
    return members;
  }

  /** The exception inside the wrappers that futures put around it. */
  public static Throwable unwrap(Throwable thrown) {
    Throwable t = thrown;
    while ((t instanceof CompletionException || t instanceof ExecutionException)
        && t.getCause() != null) {
      t = t.getCause();
    }
    return t;
  }

  /**
   * A refusal as it would arrive from another process: its facts are plain values, and of very many
   * faults some are only counted.
   */
  public static Refused carried(Refused refused) {
    if (!refused.faults().isEmpty()) {
      return fromProto(toProto(refused));
    }
    return refused.facts().isEmpty()
        ? refused
        : new Refused(
            refused.reason(),
            refused.detail(),
            plain(refused.facts()),
            List.of(),
            refused.faultCount());
  }

  private static Map<String, Object> plain(Map<?, ?> facts) {
    Map<String, Object> plain = new LinkedHashMap<>();
    facts.forEach((name, fact) -> {
      if (fact != null) {
        plain.put(String.valueOf(name), plain(fact));
      }
    });
    return plain;
  }

  private static Object plain(Object fact) {
    return switch (fact) {
      case Boolean b -> b;
      case Number n -> number(n.doubleValue());
      case Map<?, ?> map -> plain(map);
      case Iterable<?> many -> {
        List<Object> list = new ArrayList<>();
        for (Object one : many) {
          if (one != null) {
            list.add(plain(one));
          }
        }
        yield list;
      }
      default -> fact.toString();
    };
  }

  private static Object number(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
      return (long) number;
    }
    return number;
  }

  private static Struct struct(Map<?, ?> facts) {
    Struct.Builder struct = Struct.newBuilder();
    facts.forEach((name, fact) -> struct.putFields(String.valueOf(name), value(fact)));
    return struct.build();
  }

  private static Value value(@Nullable Object fact) {
    Value.Builder value = Value.newBuilder();
    return switch (fact) {
      case null -> value.setNullValue(NullValue.NULL_VALUE).build();
      case Boolean b -> value.setBoolValue(b).build();
      case Number n -> value.setNumberValue(n.doubleValue()).build();
      case Map<?, ?> map -> value.setStructValue(struct(map)).build();
      case Iterable<?> many -> {
        ListValue.Builder list = ListValue.newBuilder();
        many.forEach(one -> list.addValues(value(one)));
        yield value.setListValue(list).build();
      }
      default -> value.setStringValue(fact.toString()).build();
    };
  }

  private static Map<String, Object> map(Struct struct) {
    Map<String, Object> facts = new LinkedHashMap<>();
    struct
        .getFieldsMap()
        .forEach((name, value) -> {
          Object fact = fact(value);
          if (fact != null) {
            facts.put(name, fact);
          }
        });
    return facts;
  }

  private static @Nullable Object fact(Value value) {
    return switch (value.getKindCase()) {
      case NULL_VALUE, KIND_NOT_SET -> null;
      case BOOL_VALUE -> value.getBoolValue();
      case STRING_VALUE -> value.getStringValue();
      case NUMBER_VALUE -> number(value.getNumberValue());
      case STRUCT_VALUE -> map(value.getStructValue());
      case LIST_VALUE -> {
        List<Object> list = new ArrayList<>();
        for (Value one : value.getListValue().getValuesList()) {
          Object fact = fact(one);
          if (fact != null) {
            list.add(fact);
          }
        }
        yield list;
      }
    };
  }
}
