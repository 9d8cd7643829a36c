package io.rlpips.training.robustness;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.AwtPictures;
import io.rlpips.training.distortion.Lettering;
import io.rlpips.training.distortion.PictureEncoder;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Figure 1 of the paper: originals, their attacked copies, what was added, and below what the models make of it. */
final class PictureGrid {
    private static final int CELL = 160;
    private static final int GAP = 8;
    private static final int LINE = 18;
    private static final double LETTER_HEIGHT = 9;
    private static final int AMPLIFICATION = 8;

    private PictureGrid() {}

    /**
     * One column.
     *
     * @param original the size of {@code perturbed}
     * @param captions lines below
     */
    record Column(RgbImage original, RgbImage perturbed, List<String> captions) {}

    /** @return a PNG file; rows original, attacked, difference times {@value #AMPLIFICATION} about grey */
    static byte[] png(List<Column> columns) {
        int lines = columns.stream()
                .mapToInt(column -> column.captions().size())
                .max()
                .orElse(0);
        BufferedImage canvas = new BufferedImage(
                GAP + columns.size() * (CELL + GAP),
                GAP + 3 * (CELL + GAP) + lines * LINE,
                BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = canvas.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
            graphics.setRenderingHint(
                    RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            for (int i = 0; i < columns.size(); i++) {
                draw(graphics, columns.get(i), GAP + i * (CELL + GAP));
            }
        } finally {
            graphics.dispose();
        }
        return PictureEncoder.png(AwtPictures.fromAwt(canvas));
    }

    private static void draw(Graphics2D graphics, Column column, int left) {
        List<RgbImage> pictures = new ArrayList<>(List.of(column.original(), column.perturbed()));
        pictures.add(difference(column.original(), column.perturbed()));
        int top = GAP;
        for (RgbImage picture : pictures) {
            graphics.drawImage(AwtPictures.toAwt(picture), left, top, CELL, CELL, null);
            top += CELL + GAP;
        }
        graphics.setColor(Color.BLACK);
        for (String caption : column.captions()) {
            double height = Lettering.fittingHeight(caption, CELL, LETTER_HEIGHT);
            Lettering.draw(graphics, caption, left, top + LETTER_HEIGHT, height, 0.14);
            top += LINE;
        }
    }

    private static RgbImage difference(RgbImage original, RgbImage perturbed) {
        byte[] amplified = new byte[original.pixels().length];
        for (int i = 0; i < amplified.length; i++) {
            int change = (perturbed.pixels()[i] & 0xff) - (original.pixels()[i] & 0xff);
            amplified[i] = (byte) Math.max(0, Math.min(255, 128 + AMPLIFICATION * change));
        }
        return new RgbImage(original.width(), original.height(), amplified);
    }
}
