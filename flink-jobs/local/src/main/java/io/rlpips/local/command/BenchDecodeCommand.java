package io.rlpips.local.command;

import io.rlpips.local.bench.DecodeBench;
import io.rlpips.local.bench.DecodeResult;
import io.rlpips.local.console.Console;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How fast JPEG files become masters. */
@Command(
        name = "decode",
        description =
                "Canonicalises drawn JPEG files of several sizes: decoding, orientation, borders, resize. The named"
                        + " alternative is what the platform takes to decode the same bytes, ImageIO.read alone.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips bench decode",
            "  rlpips bench decode --sizes 1024x768,4000x3000 --progressive --rounds 41 --json",
            "  rlpips bench decode --quality 95 --out decode.json"
        })
final class BenchDecodeCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--sizes",
            paramLabel = "WxH[,WxH...]",
            split = ",",
            defaultValue = "256x256,512x384,1024x768,1600x1200,2048x1536,4000x3000",
            converter = SizeConverter.class,
            description = "Columns and rows (default: ${DEFAULT-VALUE}).")
    private List<Size> sizes;

    @Option(
            names = "--quality",
            paramLabel = "Q",
            defaultValue = "85",
            description = "Of the files, 1 to 100 (default: ${DEFAULT-VALUE}).")
    private int quality;

    @Option(names = "--progressive", description = "Progressive files instead of baseline ones.")
    private boolean progressive;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "21",
            description = "Rounds that count, each with one turn of every way (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private BenchFigures figures;

    BenchDecodeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DecodeBench bench = new DecodeBench(rounds, quality, figures.seed());
        sizes.forEach(size -> DecodeBench.requireAccepted(size.width, size.height));
        figures.begin(console);
        List<DecodeResult> results = new ArrayList<>();
        for (Size size : sizes) {
            DecodeResult result = bench.measure(size.width, size.height, progressive);
            results.add(result);
            figures.tell(console, result.line());
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("quality", quality);
        report.put("rounds", rounds);
        report.put("results", results);
        figures.publish(console, report);
        return 0;
    }

    private record Size(int width, int height) {}

    /** For example {@code 4000x3000}. */
    static final class SizeConverter implements ITypeConverter<Size> {
        @Override
        public Size convert(String text) {
            String[] sides = text.split("x", -1);
            try {
                if (sides.length == 2) {
                    return new Size(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
                }
            } catch (NumberFormatException notANumber) {
                // told below, as everything else that is no size
            }
            throw new TypeConversionException("'%s' is no size like 1024x768".formatted(text));
        }
    }
}
