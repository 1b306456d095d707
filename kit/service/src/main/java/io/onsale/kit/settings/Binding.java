package io.onsale.kit.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One walk over a record and its document. Goes on after a fault, so that all are told. */
final class Binding {
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

  private final Map<String, String> environment;
  private final List<String> faults;
  private final TreeSet<String> environmentNames = new TreeSet<>();
  private final TreeSet<String> mapPrefixes = new TreeSet<>();

  /** Thrown within the walk; its message says what was expected. */
  private static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfit(String expected) {
      super(expected, null, false, false);
    }
  }

  Binding(Map<String, String> environment, List<String> faults) {
    this.environment = environment;
    this.faults = faults;
  }

  <T extends Record> @Nullable T bind(Class<T> type, ObjectNode document) {
    T bound = record(type, "", document);
    for (String name : environment.keySet()) {
      boolean known =
          environmentNames.contains(name) || mapPrefixes.stream().anyMatch(name::startsWith);
      if (!known) {
        faults.add(
            name + " (environment): there is no such setting" + nearest(name, environmentNames));
      }
    }
    return bound;
  }

  static String environmentName(String path) {
    return "ONSALE_" + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static String kebab(String camel) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (Character.isUpperCase(c)) {
        text.append('-');
      }
      text.append(Character.toLowerCase(c));
    }
    return text.toString();
  }

  private <T extends Record> @Nullable T record(
      Class<T> type, String path, @Nullable JsonNode node) {
    ObjectNode mapping = null;
    if (node instanceof ObjectNode object) {
      mapping = object;
    } else if (node != null && !node.isNull()) {
      faults.add(path + ": must be a mapping of names to values, not " + kind(node));
      return null;
    }
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = new ArrayList<>();
    for (RecordComponent component : components) {
      names.add(kebab(component.getName()));
    }
    if (mapping != null) {
      mapping
          .fieldNames()
          .forEachRemaining(name -> {
            if (!names.contains(name)) {
              faults.add(join(path, name) + ": there is no such setting" + nearest(name, names));
            }
          });
    }
    int before = faults.size();
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      arguments[i] =
          component(
              components[i],
              join(path, names.get(i)),
              mapping == null ? null : mapping.get(names.get(i)));
    }
    return faults.size() > before ? null : construct(type, path, types, arguments);
  }

  private <T extends Record> @Nullable T construct(
      Class<T> type, String path, Class<?>[] types, @Nullable Object[] arguments) {
    try {
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException unfit) {
        faults.add((path.isEmpty() ? "settings" : path) + ": " + unfit.getMessage());
        return null;
      }
      throw new IllegalStateException(type + " cannot be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private @Nullable Object component(
      RecordComponent component, String path, @Nullable JsonNode node) {
    Type type = component.getGenericType();
    Class<?> raw = component.getType();
    if (raw.isRecord()) {
      return record(raw.asSubclass(Record.class), path, node);
    }
    if (raw == Map.class) {
      return map(type, path, node);
    }
    String variable = environmentName(path);
    environmentNames.add(variable);
    boolean optional = raw == Optional.class;
    if (optional && rawOf(argument(type, 0)).isRecord()) {
      boolean present =
          (node != null && !node.isNull())
              || environment.keySet().stream().anyMatch(name -> name.startsWith(variable + "_"));
      if (!present) {
        mapPrefixes.add(variable + "_");
        return Optional.empty();
      }
      return Optional.ofNullable(
          record(rawOf(argument(type, 0)).asSubclass(Record.class), path, node));
    }
    String text = environment.get(variable);
    boolean given = text != null || (node != null && !node.isNull());
    Default fallback = component.getAnnotation(Default.class);
    if (!given && optional) {
      return Optional.empty();
    }
    if (!given && fallback == null) {
      faults.add(path + ": is required, and neither the file nor " + variable + " sets it");
      return null;
    }
    Type wanted = optional ? argument(type, 0) : type;
    try {
      Object value;
      if (text != null) {
        value = fromText(wanted, text);
      } else if (node != null && !node.isNull()) {
        value = fromNode(wanted, path, node);
      } else {
        value = fromText(wanted, fallback == null ? "" : fallback.value());
      }
      return optional ? Optional.of(value) : value;
    } catch (Unfit e) {
      // The value itself is not told: it may be a secret in the wrong place.
      faults.add(
          (text != null ? variable + " (environment)" : path) + ": must be " + e.getMessage());
      return null;
    }
  }

  private Map<String, Object> map(Type type, String path, @Nullable JsonNode node) {
    Map<String, Object> map = new LinkedHashMap<>();
    Type valueType = argument(type, 1);
    Class<?> raw = rawOf(valueType);
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(entry -> {
            String at = join(path, entry.getKey());
            Object value = null;
            if (raw.isRecord()) {
              value = record(raw.asSubclass(Record.class), at, entry.getValue());
            } else {
              try {
                value = fromNode(valueType, at, entry.getValue());
              } catch (Unfit e) {
                faults.add(at + ": must be " + e.getMessage());
              }
            }
            if (value != null) {
              map.put(entry.getKey(), value);
            }
          });
    } else if (node != null && !node.isNull()) {
      faults.add(path + ": must be a mapping of names to values, not " + kind(node));
    }
    if (!raw.isRecord()) {
      String prefix = environmentName(path) + "_";
      mapPrefixes.add(prefix);
      environment.forEach((name, text) -> {
        if (name.startsWith(prefix)) {
          try {
            map.put(
                name.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '-'),
                fromText(valueType, text));
          } catch (Unfit e) {
            faults.add(name + " (environment): must be " + e.getMessage());
          }
        }
      });
    }
    return Map.copyOf(map);
  }

  private Object fromNode(Type type, String path, JsonNode node) {
    Class<?> raw = rawOf(type);
    if (raw == List.class) {
      if (!node.isArray()) {
        return fromText(type, scalar(node, "a list"));
      }
      Type element = argument(type, 0);
      List<Object> list = new ArrayList<>();
      int before = faults.size();
      for (int i = 0; i < node.size(); i++) {
        String at = path + "[" + i + "]";
        if (rawOf(element).isRecord()) {
          Object bound = record(rawOf(element).asSubclass(Record.class), at, node.get(i));
          if (bound != null) {
            list.add(bound);
          }
        } else {
          try {
            list.add(fromNode(element, at, node.get(i)));
          } catch (Unfit e) {
            faults.add(at + ": must be " + e.getMessage());
          }
        }
      }
      return faults.size() > before ? List.of() : List.copyOf(list);
    }
    if (raw == boolean.class && !node.isBoolean()) {
      throw new Unfit("true or false");
    }
    return fromText(type, scalar(node, expected(raw)));
  }

  private static String scalar(JsonNode node, String expected) {
    if (!node.isValueNode()) {
      throw new Unfit(expected + ", not " + kind(node));
    }
    return node.asText();
  }

  private static Object fromText(Type type, String text) {
    Class<?> raw = rawOf(type);
    String trimmed = text.strip();
    try {
      if (raw == String.class) {
        return text;
      } else if (raw == Secret.class) {
        return new Secret(text);
      } else if (raw == int.class || raw == Integer.class) {
        return Integer.valueOf(trimmed);
      } else if (raw == long.class || raw == Long.class) {
        return Long.valueOf(trimmed);
      } else if (raw == double.class || raw == Double.class) {
        return Double.valueOf(trimmed);
      } else if (raw == boolean.class || raw == Boolean.class) {
        return switch (trimmed) {
          case "true" -> true;
          case "false" -> false;
          default -> throw new Unfit(expected(raw));
        };
      } else if (raw == Duration.class) {
        return duration(trimmed);
      } else if (raw == Path.class) {
        return Path.of(trimmed);
      } else if (raw == URI.class) {
        return URI.create(trimmed);
      } else if (raw.isEnum()) {
        for (Object constant : raw.getEnumConstants()) {
          if (enumName(constant).equals(trimmed)) {
            return constant;
          }
        }
        throw new Unfit(expected(raw));
      } else if (raw == List.class) {
        List<Object> list = new ArrayList<>();
        for (String part : trimmed.split(",", -1)) {
          if (!part.isBlank()) {
            list.add(fromText(argument(type, 0), part.strip()));
          }
        }
        return List.copyOf(list);
      }
    } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
      throw new Unfit(expected(raw));
    } catch (InvalidPathException e) {
      throw new Unfit(expected(raw));
    } catch (IllegalArgumentException e) {
      throw new Unfit(expected(raw));
    }
    throw new IllegalStateException("a setting cannot be of type " + type);
  }

  private static Duration duration(String text) {
    Matcher matcher = SHORT_DURATION.matcher(text);
    if (!matcher.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static String expected(Class<?> raw) {
    if (raw == int.class || raw == long.class || raw == Integer.class || raw == Long.class) {
      return "a whole number";
    } else if (raw == double.class || raw == Double.class) {
      return "a number";
    } else if (raw == boolean.class || raw == Boolean.class) {
      return "true or false";
    } else if (raw == Duration.class) {
      return "a duration such as 250ms, 30s, 10m, 2h or 7d";
    } else if (raw == Path.class) {
      return "a path";
    } else if (raw == URI.class) {
      return "an address such as http://host:port";
    } else if (raw.isEnum()) {
      return "one of "
          + String.join(
              ", ", Arrays.stream(raw.getEnumConstants()).map(Binding::enumName).toList());
    }
    return "text";
  }

  private static String enumName(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "a mapping";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      default -> "text";
    };
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static Type argument(Type type, int index) {
    if (type instanceof ParameterizedType parameterized) {
      return parameterized.getActualTypeArguments()[index];
    }
    throw new IllegalStateException(type + " needs a type argument");
  }

  private static Class<?> rawOf(Type type) {
    return switch (type) {
      case Class<?> raw -> raw;
      case ParameterizedType parameterized -> (Class<?>) parameterized.getRawType();
      default -> throw new IllegalStateException("a setting cannot be of type " + type);
    };
  }

  private static String nearest(String name, Iterable<String> known) {
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(name, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best == null ? "" : "; the nearest is " + best;
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
