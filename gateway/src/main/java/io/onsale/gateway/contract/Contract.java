package io.onsale.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.onsale.kit.access.Access;
import io.onsale.kit.access.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code public.yaml}, read once at start. The gateway has no list of routes, roles or sizes of its
 * own: what is not in the contract is not served, and an operation without a handler stops the
 * start.
 *
 * <pre>{@code
 * Contract contract = Contract.load();
 * for (Operation operation : contract.operations()) { … }
 * }</pre>
 */
public final class Contract {
  private static final String RESOURCE = "/contracts/public.yaml";
  private static final String LOCATION = "urn:onsale:public";
  private static final long BODY_LIMIT_BYTES = 64 * 1024;
  private static final List<String> METHODS = List.of("get", "post", "patch", "delete");

  private final JsonNode document;
  private final JsonSchemaFactory schemas;
  private final SchemaValidatorsConfig settings =
      SchemaValidatorsConfig.builder()
          .pathType(PathType.JSON_POINTER)
          .formatAssertionsEnabled(true)
          .locale(Locale.ENGLISH)
          .build();
  private final List<Operation> operations;

  private Contract(JsonNode document) {
    this.document = document;
    this.schemas =
        JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(VersionFlag.V202012))
            .metaSchema(vocabulary(document))
            .schemaLoaders(loaders -> loaders.schemas(Map.of(LOCATION, document.toString())))
            .build();
    this.operations = List.copyOf(readOperations());
  }

  /** JSON Schema, with the words of OpenAPI around it as words that check nothing. */
  private static JsonMetaSchema vocabulary(JsonNode document) {
    var vocabulary = JsonMetaSchema.builder(JsonMetaSchema.getV202012());
    document
        .fieldNames()
        .forEachRemaining(word -> vocabulary.keyword(new NonValidationKeyword(word)));
    return vocabulary.build();
  }

  /** Reads the contract from the class path. */
  public static Contract load() {
    try (InputStream yaml = Contract.class.getResourceAsStream(RESOURCE)) {
      return new Contract(
          new ObjectMapper(new YAMLFactory()).readTree(Objects.requireNonNull(yaml, RESOURCE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All operations, in the order of the document. */
  public List<Operation> operations() {
    return operations;
  }

  /** What a component of the document must look like: {@code schema("Order")}. */
  public Schema schema(String component) {
    return schemaAt("/components/schemas/" + component);
  }

  /** The names of a component's properties: {@code properties("Order")}. */
  public Set<String> properties(String component) {
    Set<String> names = new TreeSet<>();
    collect("/components/schemas/" + component, names);
    return names;
  }

  private void collect(String pointer, Set<String> names) {
    JsonNode schema = document.at(pointer);
    if (schema.has("$ref")) {
      collect(schema.get("$ref").asText().substring(1), names);
    }
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    for (int i = 0; i < schema.path("allOf").size(); i++) {
      collect(pointer + "/allOf/" + i, names);
    }
  }

  private List<Operation> readOperations() {
    List<Operation> read = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (String method : METHODS) {
        JsonNode operation = path.getValue().get(method);
        if (operation != null) {
          read.add(readOperation(path.getKey(), method, operation));
        }
      }
    }
    return read;
  }

  private Operation readOperation(String path, String method, JsonNode operation) {
    String at = "/paths/" + path.replace("~", "~0").replace("/", "~1");
    List<Parameter> query = new ArrayList<>();
    List<Parameter> inPath = new ArrayList<>();
    readParameters(at + "/parameters", query, inPath);
    readParameters(at + "/" + method + "/parameters", query, inPath);
    boolean hasBody = operation.has("requestBody");
    return new Operation(
        operation.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        path,
        access(operation.path("x-access").asText()),
        inPath,
        query,
        hasBody
            ? Optional.of(
                new Body(
                    operation.path("x-body-limit").asLong(BODY_LIMIT_BYTES),
                    operation.path("x-body-raw").asBoolean(false),
                    schemaAt(at + "/" + method + "/requestBody/content/application~1json/schema")))
            : Optional.empty(),
        readAnswers(at + "/" + method + "/responses", operation.path("responses")));
  }

  private Map<String, Schema> readAnswers(String at, JsonNode responses) {
    Map<String, Schema> answers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> response : responses.properties()) {
      if (response.getValue().path("content").has("application/json")) {
        answers.put(
            response.getKey(),
            schemaAt(at + "/" + response.getKey() + "/content/application~1json/schema"));
      }
    }
    return answers;
  }

  private void readParameters(String at, List<Parameter> query, List<Parameter> inPath) {
    JsonNode list = document.at(at);
    for (int i = 0; i < list.size(); i++) {
      String place = at + "/" + i;
      JsonNode parameter = list.get(i);
      if (parameter.has("$ref")) {
        place = parameter.get("$ref").asText().substring(1);
        parameter = document.at(place);
      }
      Parameter one =
          new Parameter(
              parameter.path("name").asText(),
              "integer".equals(parameter.path("schema").path("type").asText()),
              schemaAt(place + "/schema"));
      switch (parameter.path("in").asText()) {
        case "query" -> query.add(one);
        case "path" -> inPath.add(one);
        default -> {
          // The one header, Idempotency-Key, is the chain's.
        }
      }
    }
  }

  private Schema schemaAt(String pointer) {
    JsonSchema schema = schemas.getSchema(SchemaLocation.of(LOCATION + "#" + pointer), settings);
    schema.initializeValidators();
    return new Schema(schema, Plain.at(document, pointer));
  }

  private static Access access(String word) {
    return switch (word) {
      case "anyone" -> Access.forAnyone();
      case "buyer" -> new Access(false, Set.of(Role.BUYER));
      case "organizer" -> new Access(false, Set.of(Role.ORGANIZER));
      case "gate" -> new Access(false, Set.of(Role.GATE, Role.ORGANIZER));
      default -> new Access(false, Set.of());
    };
  }
}
