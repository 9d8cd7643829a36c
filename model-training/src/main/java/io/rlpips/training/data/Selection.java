package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Which part of a judged set is read. The same selection of the same set gives the same trials, whatever the threads.
 *
 * @param families folder names to read; empty for all there are
 * @param perFamily at most so many of each family, at least 1
 * @param seed decides which, where a family has more
 */
public record Selection(Set<String> families, int perFamily, long seed) {
    /** All of a set. */
    public static final Selection EVERYTHING = new Selection(Set.of(), Integer.MAX_VALUE, 0);

    public Selection {
        families = Set.copyOf(families);
        if (perFamily < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, perFamily + " trials a family selected, needs at least 1");
        }
    }

    /** @return at most so many of every family, chosen by seed */
    public static Selection atMost(int perFamily, long seed) {
        return new Selection(Set.of(), perFamily, seed);
    }

    /** @return the same of these families only */
    public Selection of(String... families) {
        return new Selection(Set.of(families), perFamily, seed);
    }

    boolean wants(String family) {
        return families.isEmpty() || families.contains(family);
    }

    /** @return the selected ones of a family, in the order they came in */
    <T> List<T> of(List<T> trials, String family) {
        return choose(trials, perFamily, seed, family.hashCode());
    }

    /**
     * @param count at least 0
     * @param place distinguishes choices made with one seed
     * @return {@code count} elements chosen by seed, or all if there are fewer, in the order they came in
     */
    public static <T> List<T> choose(List<T> all, int count, long seed, long... place) {
        if (count >= all.size()) {
            return List.copyOf(all);
        }
        SplittableRandom random = Seeds.stream(seed, place);
        List<Integer> positions = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            positions.add(i);
        }
        for (int i = 0; i < count; i++) {
            Collections.swap(positions, i, i + random.nextInt(all.size() - i));
        }
        return positions.subList(0, count).stream().sorted().map(all::get).toList();
    }
}
