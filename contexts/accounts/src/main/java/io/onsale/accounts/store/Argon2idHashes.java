package io.onsale.accounts.store;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.onsale.accounts.flow.PasswordHashes;
import io.onsale.accounts.model.Password;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Argon2id (RFC 9106) in PHC form, {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}: 16 bytes of
 * salt, 32 of hash. An old hash is checked with its own parameters.
 */
public final class Argon2idHashes implements PasswordHashes {
  private static final int VERSION = 19;
  private static final int PARALLELISM = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final Argon2Function function;
  private final SecureRandom chance;

  /**
   * @param memoryKib memory of one hash
   * @param passes over that memory
   */
  public Argon2idHashes(int memoryKib, int passes, SecureRandom chance) {
    this.function =
        Argon2Function.getInstance(memoryKib, passes, PARALLELISM, HASH_BYTES, Argon2.ID, VERSION);
    this.chance = chance;
  }

  /**
   * The hash of a password that nobody has, with the parameters that hold now: as chance may be, so
   * that nothing is computed for it. To compare with it takes as long as with any other.
   */
  public String nobodys() {
    return "$argon2id$v="
        + VERSION
        + "$m="
        + function.getMemory()
        + ",t="
        + function.getIterations()
        + ",p="
        + PARALLELISM
        + "$"
        + chance(SALT_BYTES)
        + "$"
        + chance(HASH_BYTES);
  }

  private String chance(int length) {
    byte[] bytes = new byte[length];
    chance.nextBytes(bytes);
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String hash(Password password) {
    byte[] salt = new byte[SALT_BYTES];
    chance.nextBytes(salt);
    return function.hash(password.bytes(), salt).getResult();
  }

  @Override
  public boolean matches(Password password, String hash) {
    return Argon2Function.getInstanceFromHash(hash)
        .check(password.bytes(), hash.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean isCurrent(String hash) {
    return Argon2Function.getInstanceFromHash(hash).equals(function);
  }
}
