package io.rlpips.metric.view;

import io.rlpips.metric.image.RgbImage;
import java.util.function.IntBinaryOperator;

/** The ways to turn or mirror a square onto itself that views are made of. No pixel changes, each only moves. */
enum Symmetry {
    IDENTITY((x, y) -> x, (x, y) -> y),
    /** Left and right exchanged. */
    MIRROR((x, y) -> -1 - x, (x, y) -> y),
    /** Turned clockwise: what was the top is on the right. */
    QUARTER((x, y) -> y, (x, y) -> -1 - x),
    HALF((x, y) -> -1 - x, (x, y) -> -1 - y),
    /** Turned counter-clockwise: what was the top is on the left. */
    THREE_QUARTERS((x, y) -> -1 - y, (x, y) -> x);

    private final IntBinaryOperator sourceColumn;
    private final IntBinaryOperator sourceRow;

    /** Both say where a pixel comes from; negative results count from the far side, -1 being the last. */
    Symmetry(IntBinaryOperator sourceColumn, IntBinaryOperator sourceRow) {
        this.sourceColumn = sourceColumn;
        this.sourceRow = sourceRow;
    }

    /** @param square as many rows as columns */
    RgbImage apply(RgbImage square) {
        if (this == IDENTITY) {
            return square;
        }
        int side = square.width();
        byte[] moved = new byte[square.pixels().length];
        int at = 0;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int column = Math.floorMod(sourceColumn.applyAsInt(x, y), side);
                int row = Math.floorMod(sourceRow.applyAsInt(x, y), side);
                System.arraycopy(square.pixels(), (row * side + column) * 3, moved, at, 3);
                at += 3;
            }
        }
        return new RgbImage(side, side, moved);
    }
}
