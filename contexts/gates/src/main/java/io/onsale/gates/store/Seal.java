package io.onsale.gates.store;

import io.onsale.gates.model.SigningKey;
import io.onsale.gates.model.VerifyingKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals private keys before they go to the database, with AES-256-GCM under a key that is not
 * there: who copies the database alone can sign nothing. Each seal is bound to the record that it
 * belongs to, so that two can't be exchanged.
 *
 * <p>The key file has one {@code id:base64url} line a key. The first seals, all open: a new line on
 * top begins a new key. It belongs in every backup, apart from the database; without it no ticket
 * can show a code any more.
 */
public final class Seal {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int KEY_ID_BYTES = 4;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Map<String, SecretKeySpec> keys;
  private final SecureRandom chance;

  private Seal(Map<String, SecretKeySpec> keys, SecureRandom chance) {
    this.keys = keys;
    this.chance = chance;
  }

  /**
   * Reads the key file; makes it with one new key, which its owner alone can read, when there is
   * none.
   *
   * @throws UncheckedIOException when it can neither be read nor made
   * @throws IllegalArgumentException when a line is no key
   */
  public static Seal open(Path keyFile, SecureRandom chance) {
    try {
      if (!Files.exists(keyFile)) {
        make(keyFile, chance);
      }
      return new Seal(read(keyFile), chance);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or make the sealing keys in " + keyFile, e);
    }
  }

  private static void make(Path keyFile, SecureRandom chance) throws IOException {
    Path folder = keyFile.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    boolean posix = keyFile.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    byte[] id = new byte[KEY_ID_BYTES];
    byte[] key = new byte[KEY_BYTES];
    chance.nextBytes(id);
    chance.nextBytes(key);
    ByteBuffer line =
        StandardCharsets.US_ASCII.encode(CharBuffer.wrap(text(id) + ":" + text(key) + "\n"));
    // Whole and on disk under another name first: a process that dies here leaves no half key to
    // seal under.
    Path draft = keyFile.resolveSibling(keyFile.getFileName() + ".new-" + text(id));
    try (FileChannel file =
        FileChannel.open(
            draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      while (line.hasRemaining()) {
        file.write(line);
      }
      file.force(true);
    }
    try {
      Files.createLink(keyFile, draft);
    } catch (FileAlreadyExistsException e) {
      // Another process of this installation was first: its key is as good.
    } finally {
      Files.delete(draft);
    }
  }

  private static Map<String, SecretKeySpec> read(Path keyFile) throws IOException {
    Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
    for (String line : Files.readAllLines(keyFile)) {
      if (line.isBlank()) {
        continue;
      }
      int colon = line.indexOf(':');
      byte[] id = bytes(line.substring(0, Math.max(0, colon)));
      byte[] key = bytes(line.substring(colon + 1).strip());
      if (id.length != KEY_ID_BYTES || key.length != KEY_BYTES) {
        throw new IllegalArgumentException(
            "each line of "
                + keyFile
                + " must be id:key in base64url, of "
                + KEY_ID_BYTES
                + " and "
                + KEY_BYTES
                + " bytes");
      }
      keys.put(text(id), new SecretKeySpec(key, "AES"));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(keyFile + " has no key");
    }
    return keys;
  }

  /**
   * Seals the secret half of a key.
   *
   * @param record what it belongs to
   * @return base64url: key id (4 bytes), nonce (12), cipher text (32), tag (16)
   */
  String seal(SigningKey key, String record) {
    String id = keys.keySet().iterator().next();
    byte[] nonce = new byte[NONCE_BYTES];
    chance.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, id, nonce, key.seed(), record);
    return text(
        ByteBuffer.allocate(KEY_ID_BYTES + NONCE_BYTES + sealed.length)
            .put(bytes(id))
            .put(nonce)
            .put(sealed)
            .array());
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws IllegalStateException when it was not sealed here, or for another record
   */
  SigningKey open(String sealed, VerifyingKey verifying, String record) {
    byte[] all = bytes(sealed);
    if (all.length <= KEY_ID_BYTES + NONCE_BYTES) {
      throw new IllegalStateException("the private key of " + record + " is not sealed");
    }
    String id = text(Arrays.copyOf(all, KEY_ID_BYTES));
    byte[] nonce = Arrays.copyOfRange(all, KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES);
    byte[] cipherText = Arrays.copyOfRange(all, KEY_ID_BYTES + NONCE_BYTES, all.length);
    return SigningKey.of(crypt(Cipher.DECRYPT_MODE, id, nonce, cipherText, record), verifying);
  }

  private byte[] crypt(int mode, String keyId, byte[] nonce, byte[] input, String record) {
    @Nullable SecretKeySpec key = keys.get(keyId);
    if (key == null) {
      throw new IllegalStateException(
          "the private key of " + record + " is sealed under a key that is not in the key file");
    }
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(record.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the private key of " + record + " cannot be unsealed", e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
