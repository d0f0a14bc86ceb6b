package io.github.modelkeel.tribuo;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelSignature;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.spi.ModelFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.regression.Regressor;

/**
 * Tribuo's protobuf, as Tribuo itself writes and reads it; the name of the model says how many features a row has. Never
 * Java serialisation.
 */
final class TribuoFormat implements ModelFormat {
    static final String NAME = "tribuo-protobuf";

    private static final String TRIBUO = "org.tribuo.";

    /**
     * What we must know of a model that Tribuo does not keep.
     *
     * @param width number of features of a row
     * @param absent whether a missing cell is an absent feature; otherwise it is not scored
     */
    record Header(int width, boolean absent) {
        private static final Pattern TEXT = Pattern.compile("modelkeel 1 width=(\\d{1,7}) missing=(absent|refused)");

        String text() {
            return String.format(Locale.ROOT, "modelkeel 1 width=%d missing=%s", width, absent ? "absent" : "refused");
        }

        static Header of(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new IntegrityException("the Tribuo model is named '" + text
                        + "', not as this library names its models; register it by training with Tribuo.of(...)");
            }
            int width = Integer.parseInt(matcher.group(1));
            if (width > ModelBody.MAX_WIDTH) {
                throw new IntegrityException("the Tribuo model claims " + width + " features, at most "
                        + ModelBody.MAX_WIDTH + " are served; restore a copy");
            }
            return new Header(width, matcher.group(2).equals("absent"));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Model read(byte[] bytes, ModelSignature signature) {
        org.tribuo.Model<?> model = parse(bytes);
        Header header = Header.of(model.getName());
        checkOutputs(model, signature);
        List<String> classes = signature.classes();
        return signature.task() == Task.REGRESSION
                ? new Served<>(new TribuoScores<>(model.castModel(Regressor.class), header.width(), classes), header)
                : new Served<>(new TribuoScores<>(model.castModel(Label.class), header.width(), classes), header);
    }

    private static org.tribuo.Model<?> parse(byte[] bytes) {
        try {
            ModelProto proto = ModelProto.parseFrom(bytes);
            if (!proto.getClassName().startsWith(TRIBUO)) {
                throw new IntegrityException("the Tribuo model asks for class '" + proto.getClassName() + "' but only "
                        + TRIBUO + "* is loaded; restore a copy");
            }
            return org.tribuo.Model.deserialize(proto);
        } catch (InvalidProtocolBufferException e) {
            throw new IntegrityException("the model is no Tribuo protobuf: " + e.getMessage() + "; restore a copy", e);
        } catch (IntegrityException e) {
            throw e;
        } catch (RuntimeException e) { // Tribuo throws many kinds for one reason: the content does not fit
            throw new IntegrityException(
                    "Tribuo " + org.tribuo.Tribuo.VERSION + " cannot read the model: " + e.getMessage()
                            + "; put the Tribuo module that trained it on the class path, or restore a copy",
                    e);
        }
    }

    private static void checkOutputs(org.tribuo.Model<?> model, ModelSignature signature) {
        Set<String> known = new TreeSet<>();
        for (Output<?> output : model.getOutputIDInfo().getDomain()) {
            known.add(
                    output instanceof Label label
                            ? label.getLabel()
                            : output.getClass().getSimpleName());
        }
        boolean fits = signature.task() == Task.REGRESSION
                ? model.validate(Regressor.class) && known.size() == 1
                : model.validate(Label.class) && Set.copyOf(signature.classes()).containsAll(known);
        if (!fits) {
            throw new IntegrityException("the Tribuo model predicts " + known + " but the package promises "
                    + signature.task() + " " + signature.classes() + "; restore a copy");
        }
    }

    /** A model that is ready. */
    private record Served<T extends Output<T>>(TribuoScores<T> scores, Header header) implements Model {
        @Override
        public int width() {
            return header.width();
        }

        @Override
        public int outputs() {
            return scores.outputs();
        }

        @Override
        public void score(double[] features, int offset, double[] into, int scoresOffset) {
            for (int i = offset; i < offset + width() && !header.absent(); i++) {
                if (Double.isNaN(features[i])) {
                    Arrays.fill(into, scoresOffset, scoresOffset + outputs(), Double.NaN);
                    return;
                }
            }
            scores.score(features, offset, into, scoresOffset);
        }
    }
}
