/**
 * Settings as records. In: a YAML document and environment variables. Out: one record with
 * everything checked, or all that is wrong told together. Start at {@link
 * io.onsale.kit.settings.Settings}.
 */
@NullMarked
package io.onsale.kit.settings;

import org.jspecify.annotations.NullMarked;
