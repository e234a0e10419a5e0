package refine_test

import (
	"context"
	"fmt"

	"github.com/malguard/malguard/features/refine"
)

// Recorded answers need neither a key nor a network.
func ExamplePublished() {
	replay, err := refine.Published("katz")
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := replay.Refine(context.Background(), []string{"subprocess.Popen", "exists", "b64decode"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range got.Kept {
		fmt.Println("kept", a.API)
	}
	for _, a := range got.Dropped {
		fmt.Println("dropped", a.API)
	}
	for _, f := range got.Faults {
		fmt.Println(f.Kind, f.API, f.Note)
	}
	// Output:
	// kept subprocess.Popen
	// dropped exists
	// dropped b64decode
	// invented CreateShortcut like shell.CreateShortcut
	// invented os.path.exists like exists
}
