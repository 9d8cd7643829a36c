package io.rlpips.metric.image.jpeg;

/**
 * Means of square cells of the picture, for one component: a block of it covers {@code across} times {@code down} cells.
 * Rows are padded to whole minimum coded units.
 */
final class ReducedPlane {
    private final Component component;
    private final int across;
    private final int down;
    private final int stride;
    private final byte[] cells;

    /** @param cellSide columns and rows of the picture that one cell covers: 4 or 8 */
    ReducedPlane(Component component, int cellSide) {
        this.component = component;
        this.across = Component.BLOCK_SIDE * component.sampling().stepAcross() / cellSide;
        this.down = Component.BLOCK_SIDE * component.sampling().stepDown() / cellSide;
        this.stride = component.blockColumns() * across;
        this.cells = new byte[stride * component.blockRows() * down];
    }

    int across() {
        return across;
    }

    int down() {
        return down;
    }

    int stride() {
        return stride;
    }

    byte[] cells() {
        return cells;
    }

    /** @return position of the block's first cell */
    int position(int blockX, int blockY) {
        return blockY * down * stride + blockX * across;
    }

    /** @return how many of the block's columns hold samples of the picture; at most 0 for a block that only fills up */
    int columnsWithin(int blockX) {
        return Math.min(Component.BLOCK_SIDE, component.width() - blockX * Component.BLOCK_SIDE);
    }

    int rowsWithin(int blockY) {
        return Math.min(Component.BLOCK_SIDE, component.height() - blockY * Component.BLOCK_SIDE);
    }

    /** Whether some of the block's samples lie outside the picture. */
    boolean reachesOut(int blockX, int blockY) {
        return columnsWithin(blockX) < Component.BLOCK_SIDE || rowsWithin(blockY) < Component.BLOCK_SIDE;
    }
}
