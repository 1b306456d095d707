/**
 * What inventory keeps on disk. {@link SbeSnapshots} writes the engine's state in pieces and reads
 * it back. {@link FolderLog} is the door to the files of a node's log: it checks them before a
 * start ({@link Tail} tells torn from damaged), seals complete segments ({@link SealedLog}), and
 * reads hot and sealed ones as one history ({@link FolderHistory}).
 */
@NullMarked
package io.onsale.inventory.store;

import org.jspecify.annotations.NullMarked;
