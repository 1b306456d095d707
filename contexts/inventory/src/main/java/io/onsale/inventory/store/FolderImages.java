package io.onsale.inventory.store;

import io.onsale.inventory.flow.StateImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** The images of a node's data folder, and what its snapshots want of them. */
final class FolderImages implements StateImages {
  private final Path archive;
  private final Images images;
  private final NotedSnapshots noted;

  FolderImages(Path archive, Images images, NotedSnapshots noted) {
    this.archive = archive;
    this.images = images;
    this.noted = noted;
  }

  @Override
  public Source here() {
    return images::open;
  }

  @Override
  public List<Long> lacking() {
    return noted.imagesLacking(Recording.in(archive));
  }

  @Override
  public void adopt(long id, Source other) throws IOException {
    try (InputStream whole = other.open(id)) {
      images.copy(id, whole);
    }
  }
}
