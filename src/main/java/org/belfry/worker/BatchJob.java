package org.belfry.worker;

import java.util.List;

/**
 * What a {@link BatchWorker} does with what has gathered.
 *
 * @param <T> one entry
 */
public interface BatchJob<T> {

  /** About how many bytes of memory an entry holds while it waits. */
  long bytes(T entry);

  /** How much an entry counts in a batch. */
  default int size(T entry) {
    return 1;
  }

  /** Works on a batch, in the order in which its entries came; the list is the job's to keep. */
  void perform(List<T> batch) throws Exception;

  /** A batch was not performed, or not whole: whoever waits for its entries has to be told. */
  void failed(List<T> batch, Throwable reason);
}
