package org.belfry.worker;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Works on a batch so that an entry that can't be worked on fails alone: where a batch fails by the
 * fault of what is in it, each half of it is tried, down to single entries. One bad entry of a
 * thousand costs about twenty tries.
 *
 * @param isOfTheData whether a failure lies in the entries; any other is thrown on, for dividing
 *     does not help
 * @param alone is told of each entry that failed by itself
 * @param <T> one entry
 */
public record BatchSplitter<T>(Predicate<Exception> isOfTheData, BiConsumer<T, Exception> alone) {

  /** One try for all the entries, or for none of them. */
  @FunctionalInterface
  public interface Work<T> {
    void perform(List<T> batch) throws Exception;
  }

  /** Performs the work for all entries for which it can be performed. */
  public void perform(List<T> batch, Work<T> work) throws Exception {
    if (batch.isEmpty()) {
      return;
    }
    try {
      work.perform(batch);
    } catch (Exception e) {
      if (!isOfTheData.test(e)) {
        throw e;
      }
      if (batch.size() == 1) {
        alone.accept(batch.get(0), e);
        return;
      }
      var middle = batch.size() / 2;
      perform(batch.subList(0, middle), work);
      perform(batch.subList(middle, batch.size()), work);
    }
  }
}
