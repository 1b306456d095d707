package io.onsale.kit.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Bearer tokens: {@code keyId.payload.mac}, HMAC-SHA256 over the first two parts, compared in
 * constant time.
 *
 * <p>The key file has one {@code id:base64} line a key. The first signs; all verify. To rotate, put
 * a new line on top and restart, and drop the old line when its last token has expired.
 *
 * <pre>{@code
 * Tokens tokens = Tokens.open(dataFolder.resolve("keys/tokens"), clock);   // made with permissions 0600 when missing
 * Tokens.Token token = tokens.mint(Caller.buyer(account), Duration.ofDays(30));
 * Caller caller = tokens.verify(token.text());   // Refused: SIGN_IN_REQUIRED, TOKEN_EXPIRED
 * }</pre>
 */
public final class Tokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int TEXT_MAX = 2048;
  private static final int VERIFIED_MAX = 20_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final Map<String, SecretKeySpec> keys;
  private final String signing;
  private final InstantSource clock;

  /** Each call passes several doors with the same token, and a buyer calls again. */
  private final Remembered<Verified> verified = new Remembered<>(VERIFIED_MAX);

  /**
   * A token and its end.
   *
   * @param text what goes after {@code Bearer}
   */
  public record Token(String text, Instant expiresAt) {
    @Override
    public String toString() {
      return "Token[***, expiresAt=" + expiresAt + "]";
    }
  }

  /** A token that was good when it was looked at; its end is looked at each time. */
  @SuppressWarnings("ArrayRecordComponent") // compared in constant time, and never changed
  private record Verified(Caller caller, long expiresAtSecond, byte[] signature) {}

  private Tokens(Map<String, SecretKeySpec> keys, InstantSource clock) {
    this.keys = keys;
    this.signing = keys.keySet().iterator().next();
    this.clock = clock;
  }

  /**
   * Reads the key file; makes it with one new key, readable by its owner alone, when there is none.
   *
   * @throws java.io.UncheckedIOException when it cannot be read or made
   * @throws KeyFileBroken when it has no key, or a line is not one
   */
  public static Tokens open(Path keyFile, InstantSource clock) {
    List<String> lines = KeyFile.readOrMake(keyFile, () -> newKeyLine() + "\n").lines().toList();
    return of(lines, clock, keyFile);
  }

  /** Tokens under one new key that is kept nowhere: for tests. */
  public static Tokens ephemeral(InstantSource clock) {
    return of(List.of(newKeyLine()), clock, Path.of("memory"));
  }

  private static Tokens of(List<String> lines, InstantSource clock, Path source) {
    Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      byte[] key = colon < 1 ? new byte[0] : decode(line.substring(colon + 1).strip());
      if (key.length < KEY_BYTES) {
        throw new KeyFileBroken(
            source, "has a line that is not id:base64 of at least " + KEY_BYTES + " bytes");
      }
      keys.put(line.substring(0, colon), new SecretKeySpec(key, ALGORITHM));
    }
    if (keys.isEmpty()) {
      throw new KeyFileBroken(source, "has no key");
    }
    return new Tokens(keys, clock);
  }

  private static String newKeyLine() {
    byte[] random = new byte[KEY_BYTES + 4];
    new SecureRandom().nextBytes(random);
    byte[] id = java.util.Arrays.copyOf(random, 4);
    byte[] key = java.util.Arrays.copyOfRange(random, 4, random.length);
    return ENCODER.encodeToString(id) + ":" + ENCODER.encodeToString(key);
  }

  /** A token for a caller, from now on and for so long (whole seconds). */
  public Token mint(Caller caller, Duration life) {
    Instant expiresAt = clock.instant().plus(life).truncatedTo(ChronoUnit.SECONDS);
    ObjectNode payload = JSON.createObjectNode();
    payload.put("a", caller.accountId());
    StringBuilder roles = new StringBuilder();
    for (Role role : caller.roles()) {
      roles.append(role.letter);
    }
    payload.put("r", roles.toString());
    caller.organizer().ifPresent(id -> payload.put("o", id));
    caller.identity().ifPresent(hash -> payload.put("i", hash));
    payload.put("e", expiresAt.getEpochSecond());
    String signed =
        signing + "." + ENCODER.encodeToString(payload.toString().getBytes(StandardCharsets.UTF_8));
    return new Token(signed + "." + ENCODER.encodeToString(mac(signing, signed)), expiresAt);
  }

  /**
   * The caller whom a token was minted for.
   *
   * @throws Refused SIGN_IN_REQUIRED when it was not minted here, TOKEN_EXPIRED when its time is
   *     over
   */
  public Caller verify(String text) {
    // What is looked up is no secret; the rest is compared as when it was checked.
    int last = text.lastIndexOf('.');
    String signed = text.substring(0, Math.max(0, last));
    byte[] signature = text.substring(last + 1).getBytes(StandardCharsets.UTF_8);
    Verified known = verified.get(signed);
    if (known == null || !MessageDigest.isEqual(known.signature(), signature)) {
      known = check(text, signature);
      verified.put(signed, known);
    }
    if (known.expiresAtSecond() <= clock.instant().getEpochSecond()) {
      throw new Refused(Reason.TOKEN_EXPIRED, "The sign-in has expired. Sign in again.");
    }
    return known.caller();
  }

  private Verified check(String text, byte[] signature) {
    int first = text.indexOf('.');
    int last = text.lastIndexOf('.');
    if (text.length() > TEXT_MAX
        || first < 1
        || last == first
        || !keys.containsKey(text.substring(0, first))) {
      throw invalid();
    }
    byte[] mac = decode(text.substring(last + 1));
    if (!MessageDigest.isEqual(mac, mac(text.substring(0, first), text.substring(0, last)))) {
      throw invalid();
    }
    JsonNode payload;
    try {
      payload =
          JSON.readTree(
              new String(decode(text.substring(first + 1, last)), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw invalid();
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (Role role : Role.values()) {
      if (payload.path("r").asText().indexOf(role.letter) >= 0) {
        roles.add(role);
      }
    }
    return new Verified(
        new Caller(payload.path("a").asText(), roles, text(payload, "o"), text(payload, "i")),
        payload.path("e").asLong(),
        signature);
  }

  private static @Nullable String text(JsonNode payload, String name) {
    JsonNode value = payload.get(name);
    return value == null ? null : value.asText();
  }

  private static byte[] decode(String base64) {
    try {
      return DECODER.decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private byte[] mac(String keyId, String signed) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(keys.get(keyId));
      return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  private static Refused invalid() {
    return new Refused(
        Reason.SIGN_IN_REQUIRED, "The bearer token is not one of ours. Sign in again.");
  }
}
