package io.onsale.gateway.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.reasons.v1.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Messages in which every field has a value of its own, so that a field that gets lost or swapped
 * is seen.
 */
final class Filled {
  private static final long SECOND = 1_800_000_000L;

  private final Map<String, Object> fixed;
  private int next = 1;

  /**
   * @param fixed values by field name, where any value will not do
   */
  Filled(Map<String, Object> fixed) {
    this.fixed = fixed;
  }

  @SuppressWarnings("unchecked") // the builder of a T builds a T
  <T extends Message> T message(T prototype) {
    Message.Builder builder = prototype.newBuilderForType();
    for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
      if (field.getContainingOneof() != null && !field.toProto().getProto3Optional()) {
        continue;
      }
      if (field.isRepeated()) {
        builder.addRepeatedField(field, value(builder, field));
      } else {
        builder.setField(field, value(builder, field));
      }
    }
    return (T) builder.build();
  }

  private Object value(Message.Builder builder, FieldDescriptor field) {
    Object chosen = fixed.get(field.getName());
    if (chosen != null) {
      return chosen;
    }
    int n = next++;
    return switch (field.getJavaType()) {
      case STRING -> "text" + n;
      case INT -> n;
      case LONG -> (long) n;
      case BOOLEAN -> true;
      case BYTE_STRING -> ByteString.copyFromUtf8("bytes" + n);
      case ENUM -> lastValue(field);
      case MESSAGE -> {
        Message inner = builder.newBuilderForField(field).build();
        yield switch (inner) {
          case Timestamp at -> at.toBuilder().setSeconds(SECOND + n).build();
          case Money money -> money.toBuilder().setAmount(1000 + n).setCurrency("CNY").build();
          default -> message(inner);
        };
      }
      case FLOAT, DOUBLE ->
          throw new IllegalStateException(Reason.INTERNAL + ": no number here has a fraction");
    };
  }

  private static EnumValueDescriptor lastValue(FieldDescriptor field) {
    return field.getEnumType().getValues().getLast();
  }

  /** Every text, number and time that a message carries, as JSON would write it. */
  static List<String> leaves(Message message) {
    List<String> leaves = new ArrayList<>();
    message
        .getAllFields()
        .forEach((field, value) -> {
          for (Object one : field.isRepeated() ? (List<?>) value : List.of(value)) {
            switch (one) {
              case Timestamp at -> leaves.add(Json.time(at));
              case Message inner -> leaves.addAll(leaves(inner));
              case EnumValueDescriptor word -> leaves.add(word.getName());
              case ByteString bytes -> leaves.add(bytes.toStringUtf8());
              default -> leaves.add(String.valueOf(one));
            }
          }
        });
    return leaves;
  }

  /** The names of all fields, inner ones too, that a message leaves unset. */
  static List<String> unset(Message message) {
    List<String> unset = new ArrayList<>();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      boolean there =
          field.isRepeated()
              ? message.getRepeatedFieldCount(field) > 0
              : message.getAllFields().containsKey(field);
      if (!there) {
        unset.add(field.getFullName());
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        Object value =
            field.isRepeated() ? message.getRepeatedField(field, 0) : message.getField(field);
        if (!(value instanceof Timestamp) && !(value instanceof Money)) {
          unset.addAll(unset((Message) value));
        }
      }
    }
    return unset;
  }
}
