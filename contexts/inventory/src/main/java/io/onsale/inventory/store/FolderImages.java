package io.onsale.inventory.store;

import io.onsale.inventory.flow.StateImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** The images of a node's data folder, and what its snapshots want of them. */
final class FolderImages implements StateImages {
  private final Path folder;
  private final Images images;

  FolderImages(Path folder) {
    this.folder = folder;
    this.images = FolderLog.images(folder);
  }

  @Override
  public Source here() {
    return images::open;
  }

  @Override
  public List<Long> lacking() {
    return NotedSnapshots.in(folder).imagesLacking();
  }

  @Override
  public void adopt(long id, Source other) throws IOException {
    try (InputStream whole = other.open(id)) {
      images.copy(id, whole);
    }
  }
}
