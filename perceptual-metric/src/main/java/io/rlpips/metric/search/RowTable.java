package io.rlpips.metric.search;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Who the rows of an index are and when they are visible, in about 40 bytes a row beside the reference's id. Slots that
 * were freed are used again. Not thread-safe.
 */
final class RowTable {
    private static final int NONE = -1;
    private static final int FIRST_CAPACITY = 1024;

    private final List<String> references = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Deque<Integer> freeNumbers = new ArrayDeque<>();
    private final List<String> views = new ArrayList<>();
    /** By number of the reference, the slot of one of its rows. */
    private int[] firstSlots = new int[FIRST_CAPACITY];

    private int[] referenceOf = new int[FIRST_CAPACITY];
    private int[] nextSlots = new int[FIRST_CAPACITY];
    private byte[] viewOf = new byte[FIRST_CAPACITY];
    private long[] versions = new long[FIRST_CAPACITY];
    private long[] from = new long[FIRST_CAPACITY];
    private long[] until = new long[FIRST_CAPACITY];
    private int slots;
    private int freeSlot = NONE;
    private int rows;

    /** How many rows become visible, less how many cease to be, at each moment; what is long past is one entry. */
    private final NavigableMap<Long, Integer> changes = new TreeMap<>();

    private long countedAt = Long.MIN_VALUE;
    /** Rows visible then. */
    private int counted;

    /** @return the row's slot, from 0 */
    int add(RowKey key, Validity validity) {
        int slot = freeSlot == NONE ? slots++ : freeSlot;
        if (slot == freeSlot) {
            freeSlot = nextSlots[slot];
        }
        grow(slot);
        int reference = number(key.referenceId());
        referenceOf[slot] = reference;
        nextSlots[slot] = firstSlots[reference];
        firstSlots[reference] = slot;
        viewOf[slot] = view(key.view());
        versions[slot] = key.version();
        from[slot] = validity.from();
        until[slot] = validity.until();
        count(validity, 1);
        rows++;
        return slot;
    }

    RowKey key(int slot) {
        return new RowKey(references.get(referenceOf[slot]), versions[slot], views.get(viewOf[slot]));
    }

    boolean visible(int slot, long asOf) {
        return referenceOf[slot] != NONE && from[slot] <= asOf && asOf < until[slot];
    }

    /** As {@link Validity#endingAt}, for all rows of a reference. */
    void end(String referenceId, long moment) {
        Integer reference = numbers.get(referenceId);
        for (int slot = reference == null ? NONE : firstSlots[reference]; slot != NONE; slot = nextSlots[slot]) {
            Validity before = new Validity(from[slot], until[slot]);
            Validity after = before.endingAt(moment);
            count(before, -1);
            count(after, 1);
            until[slot] = after.until();
        }
    }

    /** @param forgotten told the slots whose rows are gone; each is used again once it was {@link #free freed} */
    void forgetEndedBefore(long moment, IntConsumer forgotten) {
        for (int slot = 0; slot < slots; slot++) {
            // One that ended before it began is visible never, however late it would have begun.
            if (referenceOf[slot] != NONE && until[slot] <= Math.max(from[slot], moment)) {
                count(new Validity(from[slot], until[slot]), -1);
                unlink(slot);
                forgotten.accept(slot);
            }
        }
        settle(moment);
    }

    /** Moments before {@code moment} are not asked about any more. */
    private void settle(long moment) {
        NavigableMap<Long, Integer> past = changes.headMap(moment, true);
        int sum = sum(past);
        past.clear();
        if (sum != 0) {
            changes.put(moment, sum);
        }
        if (countedAt < moment) {
            countedAt = moment;
            counted = sum;
        }
    }

    /** Moments are asked for nearly in order, so what lies between the last one and this is little. */
    int visibleRows(long asOf) {
        if (asOf >= countedAt) {
            counted += sum(changes.subMap(countedAt, false, asOf, true));
        } else {
            counted -= sum(changes.subMap(asOf, false, countedAt, true));
        }
        countedAt = asOf;
        return counted;
    }

    private static int sum(NavigableMap<Long, Integer> changes) {
        return changes.values().stream().mapToInt(Integer::intValue).sum();
    }

    int rows() {
        return rows;
    }

    /** @return one more than the largest slot in use so far */
    int slots() {
        return slots;
    }

    private void count(Validity validity, int rows) {
        if (validity.from() < validity.until()) {
            change(validity.from(), rows);
            if (validity.until() != Long.MAX_VALUE) {
                change(validity.until(), -rows);
            }
        }
    }

    private void change(long moment, int rows) {
        changes.merge(moment, rows, RowTable::sumOrNothing);
        if (moment <= countedAt) {
            counted += rows;
        }
    }

    private static Integer sumOrNothing(int first, int second) {
        return first + second == 0 ? null : first + second;
    }

    private void unlink(int slot) {
        int reference = referenceOf[slot];
        if (firstSlots[reference] == slot) {
            firstSlots[reference] = nextSlots[slot];
        } else {
            int before = firstSlots[reference];
            while (nextSlots[before] != slot) {
                before = nextSlots[before];
            }
            nextSlots[before] = nextSlots[slot];
        }
        if (firstSlots[reference] == NONE) {
            numbers.remove(references.set(reference, null));
            freeNumbers.push(reference);
        }
        referenceOf[slot] = NONE;
        rows--;
    }

    /** @param slot of a row that was forgotten: another one may take its place from now on */
    void free(int slot) {
        nextSlots[slot] = freeSlot;
        freeSlot = slot;
    }

    private int number(String referenceId) {
        Integer known = numbers.get(referenceId);
        if (known != null) {
            return known;
        }
        int number = freeNumbers.isEmpty() ? references.size() : freeNumbers.pop();
        if (number == references.size()) {
            references.add(referenceId);
        } else {
            references.set(number, referenceId);
        }
        numbers.put(referenceId, number);
        if (number == firstSlots.length) {
            firstSlots = Arrays.copyOf(firstSlots, 2 * number);
        }
        firstSlots[number] = NONE;
        return number;
    }

    private byte view(String name) {
        int number = views.indexOf(name);
        if (number < 0) {
            number = views.size();
            if (number > Byte.MAX_VALUE) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "view '%s' is one more than the %d that an index can tell apart".formatted(name, number));
            }
            views.add(name);
        }
        return (byte) number;
    }

    private void grow(int slot) {
        if (slot < versions.length) {
            return;
        }
        int capacity = slot + slot / 2;
        referenceOf = Arrays.copyOf(referenceOf, capacity);
        nextSlots = Arrays.copyOf(nextSlots, capacity);
        viewOf = Arrays.copyOf(viewOf, capacity);
        versions = Arrays.copyOf(versions, capacity);
        from = Arrays.copyOf(from, capacity);
        until = Arrays.copyOf(until, capacity);
    }
}
