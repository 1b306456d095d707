package io.onsale.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short way and the thorough one must agree on every value. */
class PlainTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Contract CONTRACT = Contract.load();
  private static final int MUTATIONS = 2_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NewHold|{\"seats\":[\"A-1\",\"A-2\"]}",
        "NewHold|{\"best\":{\"tier\":\"t1\",\"count\":2,\"section\":null,\"attributes\":[\"wheelchair\"]}}",
        "SignIn|{\"email\":\"a@b.c\",\"password\":\"secret\"}",
        "NewOrder|{\"holdId\":\"h-1\",\"attendees\":[{\"name\":\"A\"}],\"substitute\":true,"
            + "\"delivery\":{\"method\":\"mobile\"}}",
        "NewScans|{\"scans\":[{\"code\":\"x\",\"device\":\"d\"}]}",
        "NewBlock|{\"seats\":[\"A-1\"],\"blocked\":true}",
        "PerformanceAmendment|{\"limitPerBuyer\":4,\"limitPerIdentity\":null,\"holdSeconds\":60,"
            + "\"tiers\":[{\"name\":\"t1\",\"price\":{\"amount\":1,\"currency\":\"CNY\"}}]}",
        "NewShow|{\"title\":\"T\",\"description\":\"\",\"city\":\"C\",\"venue\":\"V\"}",
      })
  void agreesWithTheThoroughWayAlsoOnWhatIsNearlyGood(String component, String good)
      throws Exception {
    Schema schema = CONTRACT.schema(component);
    assertThat(schema.faults(JSON.readTree(good))).isEmpty();
    Random random = new Random(component.hashCode());
    int bad = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      JsonNode value = JSON.readTree(good);
      for (int n = random.nextInt(3); n >= 0; n--) {
        value = mutated(value, random);
      }
      boolean isGood = schema.thorough(value).isEmpty();
      assertThat(schema.faults(value).isEmpty()).as("%s", value).isEqualTo(isGood);
      bad += isGood ? 0 : 1;
    }
    assertThat(bad).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NewHold|{\"seats\":[\"A-1\",\"A-2\"]}",
        "NewHold|{\"best\":{\"tier\":\"t1\",\"count\":2}}",
      })
  void takesTheShortWayForHolds(String component, String good) throws Exception {
    assertThat(CONTRACT.schema(component).isPlain(JSON.readTree(good))).isTrue();
  }

  private static JsonNode mutated(JsonNode value, Random random) {
    List<ObjectNode> objects = new ArrayList<>();
    List<ArrayNode> arrays = new ArrayList<>();
    collect(value, objects, arrays);
    if (!arrays.isEmpty() && random.nextInt(4) == 0) {
      ArrayNode array = arrays.get(random.nextInt(arrays.size()));
      if (random.nextBoolean()) {
        array.add(any(random));
      } else {
        array.removeAll();
      }
      return value;
    }
    if (objects.isEmpty()) {
      return any(random);
    }
    ObjectNode object = objects.get(random.nextInt(objects.size()));
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    names.add("other");
    String name = names.get(random.nextInt(names.size()));
    if (random.nextInt(3) == 0) {
      object.remove(name);
    } else {
      object.set(name, any(random));
    }
    return value;
  }

  private static void collect(JsonNode value, List<ObjectNode> objects, List<ArrayNode> arrays) {
    if (value instanceof ObjectNode object) {
      objects.add(object);
    } else if (value instanceof ArrayNode array) {
      arrays.add(array);
    }
    value.forEach(one -> collect(one, objects, arrays));
  }

  private static JsonNode any(Random random) {
    return switch (random.nextInt(13)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.getNodeFactory().numberNode(-1);
      case 2 -> JSON.getNodeFactory().numberNode(1.5);
      case 3 -> JSON.getNodeFactory().numberNode(1.0);
      case 4 -> JSON.getNodeFactory().numberNode(new java.math.BigInteger("9".repeat(30)));
      case 5 -> JSON.getNodeFactory().textNode("");
      case 6 -> JSON.getNodeFactory().textNode("x".repeat(300));
      case 7 -> JSON.getNodeFactory().textNode("😀".repeat(150));
      case 8 -> JSON.createArrayNode();
      case 9 -> JSON.createObjectNode();
      case 10 -> JSON.getNodeFactory().booleanNode(true);
      case 11 -> JSON.getNodeFactory().numberNode(3);
      default -> JSON.getNodeFactory().textNode("wheelchair");
    };
  }
}
