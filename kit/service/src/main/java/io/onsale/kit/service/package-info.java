/** What every process of the house stands on: life cycle, ports, settings, the middleware chain. */
@NullMarked
package io.onsale.kit.service;

import org.jspecify.annotations.NullMarked;
