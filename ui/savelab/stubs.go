package savelab

func (l *Lab) exportPicture() {}
