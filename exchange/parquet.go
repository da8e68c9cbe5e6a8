package exchange

import (
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// parquetWriter writes one table as Parquet with typed columns in their order.
// What is missing is null, an empty text too: a CSV file cannot tell the two
// apart, and both files are to say the same.
type parquetWriter struct {
	w     *parquet.Writer
	table table
	bytes int
}

// rowGroupBytes is how much of a table is held before it is written: memory stays
// the same however long the table.
const rowGroupBytes = 4 << 20

// packer compresses for all tables: each has an encoder of several megabytes.
var packer = &zstd.Codec{}

// goTypes are how columns lie in Parquet.
var goTypes = map[kind]struct {
	of  reflect.Type
	tag string
}{
	text:    {reflect.TypeFor[string](), "optional"},
	integer: {reflect.TypeFor[int64](), "optional"},
	decimal: {reflect.TypeFor[float64](), "optional"},
	truth:   {reflect.TypeFor[bool](), "optional"},
	day:     {reflect.TypeFor[int32](), "date,optional"},
	moment:  {reflect.TypeFor[int64](), "timestamp(millisecond),optional"},
}

func newParquet(w io.Writer, t table) *parquetWriter {
	fields := make([]reflect.StructField, len(t.columns))
	for i, col := range t.columns {
		is := goTypes[col.kind]
		fields[i] = reflect.StructField{
			Name: fmt.Sprintf("Column%d", i),
			Type: is.of,
			Tag:  reflect.StructTag(fmt.Sprintf(`parquet:"%s,%s"`, col.name, is.tag)),
		}
	}
	schema := parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface())
	return &parquetWriter{
		table: t,
		w: parquet.NewWriter(
			w,
			schema,
			parquet.Compression(packer),
			parquet.PageBufferSize(32<<10),
			parquet.WriteBufferSize(32<<10),
		),
	}
}

func (p *parquetWriter) row(values ...any) error {
	row := make(parquet.Row, len(values))
	for i, v := range values {
		value, err := parquetValue(p.table.columns[i].kind, v)
		if err != nil {
			return fmt.Errorf("column %s: %w", p.table.columns[i].name, err)
		}
		defined := 1
		if value.IsNull() {
			defined = 0
		}
		if s, ok := v.(string); ok {
			p.bytes += len(s)
		}
		p.bytes += 8
		row[i] = value.Level(0, defined, i)
	}
	if _, err := p.w.WriteRows([]parquet.Row{row}); err != nil {
		return err
	}
	if p.bytes < rowGroupBytes {
		return nil
	}
	p.bytes = 0
	return p.w.Flush()
}

func parquetValue(is kind, v any) (parquet.Value, error) {
	switch v := v.(type) {
	case string:
		switch {
		case v == "":
			return parquet.NullValue(), nil
		case is == text:
			return parquet.ValueOf(v), nil
		case is == day:
			t, err := time.Parse(time.DateOnly, v)
			return parquet.Int32Value(int32(t.Unix() / (24 * 60 * 60))), err
		case is == moment:
			t, err := time.Parse(time.RFC3339, v)
			return parquet.Int64Value(t.UnixMilli()), err
		}
	case int:
		return parquet.Int64Value(int64(v)), nil
	case float64:
		return parquet.DoubleValue(v), nil
	case bool:
		return parquet.BooleanValue(v), nil
	}
	return parquet.Value{}, fmt.Errorf("a value of type %T", v)
}

func (p *parquetWriter) close() error { return p.w.Close() }
