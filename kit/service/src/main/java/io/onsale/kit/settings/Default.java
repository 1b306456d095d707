package io.onsale.kit.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a setting is when nobody sets it, written as in the file: {@code @Default("10m") Duration
 * holdTimeout}. A list is separated by commas; the empty text is the empty list. A component
 * without it is required, unless it is an {@code Optional}, a map, or a record of which each
 * component has a default.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  String value();
}
