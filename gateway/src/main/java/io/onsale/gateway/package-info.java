/** The public edge: REST, server-sent events, sign-in, policies and the static web. */
@NullMarked
package io.onsale.gateway;

import org.jspecify.annotations.NullMarked;
