package io.onsale.inventory.edge;

import com.google.protobuf.MessageLite;
import io.onsale.inventory.flow.Origin;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Role;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who makes one call, and under which id. It is read from the call's context at once, because what
 * follows happens on other threads.
 *
 * @param high first half of the idempotency id
 * @param low second half
 * @param fingerprint of the request
 * @param trace W3C trace context
 */
record Requester(Caller caller, long high, long low, long fingerprint, String trace) {
  private static final MessageDigest SHA_256 = fresh();
  private static final String NO_TRACE = "00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-00";

  static Requester of(String operation, MessageLite request) {
    Caller caller = Calls.caller();
    Optional<CallContext> call = Calls.current();
    String key =
        call.flatMap(known -> Optional.ofNullable(known.idempotencyKey()))
            .orElseGet(Ids::unguessable);
    MessageDigest sha = sha256();
    part(sha, caller.accountId());
    part(sha, operation);
    part(sha, key);
    ByteBuffer id = ByteBuffer.wrap(sha.digest());
    part(sha, operation);
    sha.update(request.toByteArray());
    return new Requester(
        caller,
        id.getLong(),
        id.getLong(),
        ByteBuffer.wrap(sha.digest()).getLong(),
        call.map(CallContext::traceparent).orElse(NO_TRACE));
  }

  boolean isService() {
    return caller.is(Role.SERVICE);
  }

  /** The buyer asks for itself. */
  Origin asBuyer() {
    return origin(0, account(), identity());
  }

  /** Staff ask for their organisation. */
  Origin asOrganizer() {
    return origin(organizer(), 0, 0);
  }

  /** Another part of Onsale asks, with the rights of the performance's organizer. */
  Origin forOrganizer(long organizer) {
    return origin(organizer, 0, 0);
  }

  /** The same, for what may be done twice: it is not remembered. */
  Origin forOrganizerAnyTime(long organizer) {
    return origin(organizer, 0, 0, 0, 0, 0);
  }

  /** Another part of Onsale asks for a buyer. */
  Origin forBuyer(long buyer, long identity) {
    return origin(0, buyer, identity);
  }

  /** The account that asks; 0 for a part of Onsale. */
  long account() {
    String id = caller.requireAccount();
    return Ids.isId(id) ? Ids.parse(id) : 0;
  }

  /** The organisation whose staff asks. */
  long organizer() {
    String id = caller.requireOrganizer();
    if (!Ids.isId(id)) {
      throw Refused.notFound("organisation");
    }
    return Ids.parse(id);
  }

  private Origin origin(long organizer, long buyer, long identity) {
    return origin(organizer, buyer, identity, high, low, fingerprint);
  }

  private Origin origin(
      long organizer, long buyer, long identity, long high, long low, long fingerprint) {
    // 00-<32 digits of the trace>-<16 of the span>-<2>, which the kit has proved.
    return new Origin(
        organizer,
        isService() ? 0 : account(),
        buyer,
        identity,
        high,
        low,
        fingerprint,
        HexFormat.fromHexDigitsToLong(trace, 3, 19),
        HexFormat.fromHexDigitsToLong(trace, 19, 35),
        HexFormat.fromHexDigitsToLong(trace, 36, 52));
  }

  private long identity() {
    return caller
        .identity()
        .map(hash ->
            ByteBuffer.wrap(sha256().digest(hash.getBytes(StandardCharsets.UTF_8))).getLong())
        .orElse(0L);
  }

  private static void part(MessageDigest sha, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    sha.update(bytes);
  }

  /** A copy: to look for who knows the algorithm takes longer than to hash what is hashed here. */
  private static MessageDigest sha256() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java copies no SHA-256", e);
    }
  }

  private static MessageDigest fresh() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
