package io.onsale.payments.peers;

import io.onsale.kit.access.KeyFile;
import io.onsale.kit.access.KeyFileBroken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the sandbox provider and we share: it signs its messages, and we check that they are its
 * own, and of this moment. The signature is {@code t=<seconds since 1970>,v1=<hex>}: HMAC-SHA256
 * over the seconds, a dot and the body.
 */
public final class SandboxKey {
  static final String HEADER = "Onsale-Sandbox-Signature";
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;
  private static final Pattern SIGNATURE = Pattern.compile("t=([0-9]{1,12}),v1=([0-9a-f]{64})");

  private final SecretKeySpec key;

  private SandboxKey(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Reads the key; makes one, readable by its owner alone, when there is none.
   *
   * @throws java.io.UncheckedIOException when it can neither be read nor made
   * @throws KeyFileBroken when it is there, but holds no key
   */
  public static SandboxKey open(Path file) {
    String text = KeyFile.readOrMake(file, SandboxKey::fresh).strip();
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new KeyFileBroken(file, "is not base64");
    }
    if (key.length < BYTES) {
      throw new KeyFileBroken(file, "holds fewer than " + BYTES + " bytes in base64");
    }
    return new SandboxKey(key);
  }

  private static String fresh() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key) + "\n";
  }

  /** The header that goes with a body. */
  String sign(byte[] body, Instant now) {
    String seconds = Long.toString(now.getEpochSecond());
    return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac(seconds, body));
  }

  /** What is wrong with a header that came with a body; empty when it is good. */
  Optional<String> faultOf(String header, byte[] body, Instant now) {
    Matcher matcher = SIGNATURE.matcher(header);
    if (!matcher.matches()) {
      return Optional.of("The signature is missing or has another form than t=…,v1=….");
    }
    byte[] told = HexFormat.of().parseHex(matcher.group(2));
    if (!MessageDigest.isEqual(told, mac(matcher.group(1), body))) {
      return Optional.of("The signature does not fit the body.");
    }
    long age = now.getEpochSecond() - Long.parseLong(matcher.group(1));
    if (Math.abs(age) > TOLERANCE.toSeconds()) {
      return Optional.of(
          "The signature is " + age + " seconds old. Sign again, and check the clock.");
    }
    return Optional.empty();
  }

  private byte[] mac(String seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(seconds.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) '.');
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "SandboxKey[***]";
  }
}
