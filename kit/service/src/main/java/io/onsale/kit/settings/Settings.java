package io.onsale.kit.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Binds one record, and the records in it, from YAML and the environment. The environment wins. A
 * component {@code holdTimeout} in {@code orders} is {@code orders.hold-timeout} in YAML and {@code
 * ONSALE_ORDERS_HOLD_TIMEOUT} in the environment.
 *
 * <pre>{@code
 * public record OrdersConfig(
 *         @Default("10m") Duration holdTimeout,     // 250ms, 30s, 10m, 2h, 7d or PT10M
 *         Secret paymentKey,                        // required, prints as ***
 *         Optional<Path> labels,
 *         DatabaseConfig database) {
 *     public OrdersConfig {
 *         if (holdTimeout.isNegative()) throw new IllegalArgumentException("hold-timeout must not be negative");
 *     }
 * }
 *
 * OrdersConfig config = Settings.from("onsale.yaml", yamlText).environment(System.getenv()).bind(OrdersConfig.class);
 * }</pre>
 *
 * <p>Types: String, int, long, boolean, double, Duration, Path, URI, enum (lower case with dashes),
 * {@link Secret}, Optional, List (a YAML list, or text separated by commas), Map with text keys,
 * and records of these.
 */
public final class Settings {
  private static final String PREFIX = "ONSALE_";
  private static final int DOCUMENT_CHARS_MAX = 1 << 20;

  private final String source;
  private final ObjectNode document;
  private final List<String> faults = new ArrayList<>();
  private Map<String, String> environment = Map.of();
  private Set<String> ignored = Set.of();

  private Settings(String source, ObjectNode document) {
    this.source = source;
    this.document = document;
  }

  /** No file: defaults and the environment alone. */
  public static Settings fromNothing() {
    return new Settings("settings", JsonNodeFactory.instance.objectNode());
  }

  /**
   * A file.
   *
   * @throws SettingsRefused when the file cannot be read or is no YAML mapping
   */
  public static Settings fromFile(Path file) {
    String yaml;
    try {
      yaml = Files.readString(file);
    } catch (IOException e) {
      throw new SettingsRefused(
          file.toString(), List.of("the file cannot be read: " + e.getMessage()));
    }
    return from(file.toString(), yaml);
  }

  /**
   * A document.
   *
   * @param source what the errors call the document
   * @throws SettingsRefused when it is no YAML mapping
   */
  public static Settings from(String source, String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(DOCUMENT_CHARS_MAX);
    options.setAllowDuplicateKeys(false);
    YAMLMapper mapper = new YAMLMapper(YAMLFactory.builder().loaderOptions(options).build());
    JsonNode root;
    try {
      root = mapper.readTree(yaml);
    } catch (JsonProcessingException e) {
      // The message would quote the document, secrets included.
      throw new SettingsRefused(
          source,
          List.of(
              "this is not YAML"
                  + (e.getLocation() == null ? "" : ", at line " + e.getLocation().getLineNr())));
    }
    if (root == null || root.isMissingNode() || root.isNull()) {
      return new Settings(source, JsonNodeFactory.instance.objectNode());
    }
    if (!(root instanceof ObjectNode mapping)) {
      throw new SettingsRefused(
          source, List.of("the document must be a mapping of names to values"));
    }
    return new Settings(source, mapping);
  }

  /**
   * Takes what starts with {@code ONSALE_}, except for the names that belong to others (the
   * launcher's own).
   */
  public Settings environment(Map<String, String> variables, String... ignoredNames) {
    this.ignored = Set.of(ignoredNames);
    Map<String, String> mine = new TreeMap<>();
    variables.forEach((name, value) -> {
      if (name.startsWith(PREFIX) && !ignored.contains(name)) {
        mine.put(name, value);
      }
    });
    this.environment = mine;
    return this;
  }

  /** Sets one value as a command line would: it wins over the file and the environment. */
  public Settings with(String path, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(Binding.environmentName(path), value);
    environment = more;
    return this;
  }

  /**
   * Sets one value where neither the environment nor the command line does; it wins over the file.
   */
  public Settings orElse(String path, String value) {
    return environment.containsKey(Binding.environmentName(path)) ? this : with(path, value);
  }

  /**
   * The record.
   *
   * @throws SettingsRefused with everything that is wrong
   */
  public <T extends Record> T bind(Class<T> type) {
    Binding binding = new Binding(environment, faults);
    T bound = binding.bind(type, document);
    if (bound == null || !faults.isEmpty()) {
      throw new SettingsRefused(source, faults);
    }
    return bound;
  }
}
