package io.rlpips.training;

import java.util.SplittableRandom;

/**
 * Independent random streams out of one seed. A stream is named by numbers (epoch, picture ...) instead of being drawn
 * from a shared generator, so that neither the number of worker threads nor an interruption changes what is drawn, and
 * a checkpoint needs no generator state.
 */
public final class Seeds {
    private Seeds() {}

    /** @return a generator for this seed and this place; the same arguments give the same numbers */
    public static SplittableRandom stream(long seed, long... place) {
        long state = mixed(seed);
        for (long part : place) {
            state = mixed(state ^ mixed(part + 0x9e3779b97f4a7c15L));
        }
        return new SplittableRandom(state);
    }

    /** Stafford's variant 13 of the MurmurHash3 finaliser: every input bit reaches every output bit. */
    private static long mixed(long value) {
        long bits = value;
        bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
        return bits ^ (bits >>> 31);
    }
}
